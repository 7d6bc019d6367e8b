import { readFileSync } from 'node:fs'
import type { Choices } from '../choices.js'

/** A connector's files as its author leaves them: with what an invented vendor documents, which has the names that were guessed. */
export function fillIn(
  files: ReadonlyMap<string, string>,
  choices: Choices,
  sample: string,
): ReadonlyMap<string, string> {
  return new Map(
    [...files].map(([path, text]) => {
      if (path === sample) return [path, documentedReply(choices)]
      return [path, /^src\/[^/]+\.ts$/.test(path) ? decided(text) : text]
    }),
  )
}

/** Without the remarks, and with pages as short as that vendor's. */
function decided(text: string): string {
  return text.replace(/^ *\/\/ FILL IN: .*\n/gm, '').replace(/\b(size|limit): 100\b/g, '$1: 4')
}

/** What the invented vendor's page shows. */
function documentedReply({ paging, windows, errors }: Choices): string {
  const data = windows === 'snapshot' ? DOCUMENTED.accounts : DOCUMENTED.usage
  return JSON.stringify({ ...DOCUMENTED.errors[errors], data, ...DOCUMENTED.paging[paging] }, undefined, 2)
}

const DOCUMENTED: {
  readonly usage: readonly object[]
  readonly accounts: readonly object[]
  /** What a success says of errors, and of pages. */
  readonly errors: Partial<Record<Choices['errors'], object>>
  readonly paging: Partial<Record<Choices['paging'], object>>
} = JSON.parse(readFileSync(new URL('documented.json', import.meta.url), 'utf8'))
