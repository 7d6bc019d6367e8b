import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { vi } from 'vitest'
import { type Page, root } from './page.js'

/** A folder that holds the files of a page, inside the workspace so that their imports resolve as a user's would. */
export interface PageFolder extends Disposable {
  readonly path: string
  readonly write: (name: string, text: string) => void
  /** Imports a script, with the folder as the working folder, and gives what it printed. */
  readonly run: (label: string, env?: Readonly<Record<string, string>>) => Promise<string>
}

/** Writes every block that is labelled with a plain file name. */
export function pageFolder(page: Page): PageFolder {
  const path = mkdtempSync(join(root, 'test', 'guide-'))
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  for (const { label, text } of page.blocks) if (label !== undefined && FILE.test(label)) write(label, text)
  return {
    path,
    write,
    run: (label, env = {}) => printed(path, join(path, label), env),
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  }
}

const FILE = /^(?![./])[\w./-]+\.\w+$/

async function printed(folder: string, file: string, env: Readonly<Record<string, string>>): Promise<string> {
  const before = process.cwd()
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...said) => void lines.push(`${said.join(' ')}\n`))
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  process.chdir(folder)
  try {
    await import(file)
  } finally {
    process.chdir(before)
    vi.unstubAllEnvs()
    log.mockRestore()
  }
  return lines.join('')
}
