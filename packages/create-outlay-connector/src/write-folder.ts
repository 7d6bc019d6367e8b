import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from './usage-error.js'

/**
 * Writes files into a folder that is not there yet, or holds nothing but a new repository. Throws a {@link UsageError},
 * which calls it `shown`, where it holds anything else or cannot be written.
 */
export function writeFolder(folder: string, shown: string, files: ReadonlyMap<string, string>): void {
  try {
    demandEmpty(folder, shown)
    for (const [path, text] of files) {
      const file = join(folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text, { flag: 'wx' })
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw new UsageError(`the folder ${shown} cannot be written: ${error.message}`, 'Choose another one with --dir.')
  }
}

function demandEmpty(folder: string, shown: string): void {
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory()) throw new UsageError(`${shown} is a file`, 'Choose another folder with --dir.')
  const first = readdirSync(folder).find((name) => name !== '.git')
  if (first === undefined) return
  throw new UsageError(
    `the folder ${shown} is not empty: it holds ${first}`,
    'Choose another one with --dir; nothing was written.',
  )
}
