import { OutlayError } from '../contract/errors.js'
import { redactedCause } from '../http/redacted-cause.js'
import type { Redactor } from '../http/redactor.js'

/** The error itself, or where a connector put a secret into it, one like it without. */
export function redactedError(error: OutlayError, redactor: Redactor): OutlayError {
  const { text } = redactor
  const texts = (of: OutlayError): readonly unknown[] => [of.message, of.hint, of.vendor, of.attempts]
  const cause = redactedCause(error.cause, redactor)
  const clean = JSON.stringify(texts(error)) === JSON.stringify(redactor.value(texts(error)))
  if (clean && cause === error.cause) return error
  const redacted = new OutlayError({
    code: error.code,
    category: error.category,
    message: text(error.message),
    hint: error.hint === undefined ? undefined : text(error.hint),
    stops: error.stops,
    vendor: error.vendor && {
      code: text(error.vendor.code),
      message: text(error.vendor.message),
      requestId: error.vendor.requestId === undefined ? undefined : text(error.vendor.requestId),
    },
    attempts: error.attempts.map(text),
    resumeAt: error.resumeAt,
    cause,
  })
  // It stays an error of its own class, whatever that one's constructor takes.
  redacted.name = error.name
  redacted.stack = text(error.stack ?? '')
  return Object.setPrototypeOf(redacted, Object.getPrototypeOf(error))
}
