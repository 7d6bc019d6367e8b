import { OutlayError } from '@outlay/core'

/**
 * DuckDB's failure as Outlay's, with the cause kept; an error that is Outlay's already stays as it is. Messages that may
 * quote rows are left to the cause.
 */
export function ledgerFailed(path: string, what: 'read' | 'written', error: unknown): OutlayError {
  if (OutlayError.isInstance(error)) return error
  const said = error instanceof Error ? error.message : ''
  const kind = /^(?:Failed to append: )?([A-Za-z][A-Za-z ]* Error)\b/.exec(said)?.[1]
  const isOurs = kind === undefined || OURS.has(kind)
  const detail = kind === undefined || SAYS_ROWS.has(kind) ? (kind ?? 'an unknown failure') : firstLine(said)
  return new OutlayError({
    code: 'LEDGER_FAILED',
    category: isOurs ? 'bug' : 'data',
    message: `the ledger ${path} could not be ${what}: ${detail}`,
    hint: isOurs
      ? 'Please report this.'
      : 'Check that the disk has room and the file is sound, then run again: no row was changed.',
    stops: 'connection',
    cause: error,
  })
}

/** An error about how this package is used. */
export function ledgerMisused(message: string): OutlayError {
  return new OutlayError({ code: 'LEDGER_FAILED', category: 'bug', message, hint: 'Please report this.' })
}

/** The first line of a text. */
export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

/** Kinds that our own SQL or its use would cause. */
const OURS = new Set(['Catalog Error', 'Binder Error', 'Parser Error', 'INTERNAL Error', 'Not implemented Error'])

/** Kinds whose message may quote a value. */
const SAYS_ROWS = new Set(['Conversion Error', 'Constraint Error', 'Invalid Input Error', 'Out of Range Error'])
