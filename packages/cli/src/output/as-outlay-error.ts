import { OutlayError } from '@outlay/core'

/** The error itself, or the bug that any other thrown value is. */
export function asOutlayError(error: unknown): OutlayError {
  if (OutlayError.isInstance(error)) return error
  const said = error instanceof Error ? error.message : 'an unknown error'
  const wrapped = new OutlayError({
    code: 'BUG',
    category: 'bug',
    message: said,
    hint: 'Please report this.',
    cause: error,
  })
  return wrapped
}
