import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Choices } from '../choices.js'
import { namesOf } from '../names.js'
import { renderConnector } from '../render-connector.js'

export const VERSIONS = Object.fromEntries(
  [
    '@biomejs/biome',
    '@outlay/core',
    '@outlay/testkit',
    '@types/node',
    'reflect-metadata',
    'tsyringe',
    'typescript',
    'vitest',
    'zod',
  ].map((name) => [name, '1.0.0']),
)

export const DEFAULTS: Choices = { auth: 'bearer', paging: 'none', windows: 'days', errors: 'status', license: 'mit' }

/** The files of a connector to Acme. */
export function scaffolded(
  choices: Partial<Choices> = {},
  stream = 'usage',
  name = 'acme',
): ReadonlyMap<string, string> {
  const names = namesOf({ name, stream })
  return renderConnector({ names, choices: { ...DEFAULTS, ...choices } }, { versions: VERSIONS, year: 2026 })
}

/** A folder within this package, so that what is written there finds the libraries; removed when it is disposed of. */
export function scratchFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(fileURLToPath(new URL('../..', import.meta.url)), 'rendered-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
