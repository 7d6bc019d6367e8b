import { byStatus, type ErrorRules } from '../contract/error-rules.js'
import { failure } from '../contract/failure.js'
import type { BodyProblem, Decoded } from './decode-reply.js'
import { FailedAttempt } from './failed-attempt.js'

/** Stage `classify`: undefined for success, else what went wrong. The connector's rules first, then the HTTP status, then the body's form. */
export function classifyReply(
  reply: Decoded,
  rules: ErrorRules | undefined,
  now: number,
  envelopeRequired = true,
): FailedAttempt | undefined {
  const verdict = rules?.classify(reply)
  if (verdict === 'ok') return undefined
  const retryAfterMs = retryAfter(reply.headers['retry-after'], now)
  if (verdict !== undefined)
    return new FailedAttempt({ ...verdict, retryAfterMs: retryAfterMs ?? bounded(verdict.retryAfterMs) }, 'vendor')
  if (reply.status >= 300) {
    const vendor = { code: `HTTP ${reply.status}`, message: '', retryAfterMs }
    return new FailedAttempt(failure(byStatus(reply.status), vendor), 'vendor')
  }
  if (reply.problem !== undefined)
    return new FailedAttempt(
      failure('transient', { code: CODES[reply.problem], message: MESSAGES[reply.problem] }),
      'us',
    )
  if (rules !== undefined && envelopeRequired)
    return new FailedAttempt(
      failure('vendor_bug', { code: 'REPLY_UNEXPECTED', message: "the reply lacks the vendor's envelope" }),
      'us',
    )
  return undefined
}

const CODES: Readonly<Record<BodyProblem, string>> = {
  empty: 'REPLY_EMPTY',
  html: 'REPLY_HTML',
  truncated: 'REPLY_TRUNCATED',
  malformed: 'REPLY_MALFORMED',
}

const MESSAGES: Readonly<Record<BodyProblem, string>> = {
  empty: 'the reply has no body',
  html: 'the reply is an HTML page, not JSON',
  truncated: 'the JSON of the reply ends too early',
  malformed: 'the reply is no valid JSON',
}

/** Retry-After in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3). */
function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  return bounded(/^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now)
}

/** A vendor may say anything, and so may rules; a date must still come of it. */
function bounded(ms: number | undefined): number | undefined {
  return ms === undefined || Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), TEN_YEARS_MS)
}

const TEN_YEARS_MS = 10 * 365 * 86_400_000
