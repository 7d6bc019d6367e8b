import { byStatus, type ErrorRules } from '../contract/error-rules.js'
import { type Failure, failure } from '../contract/failure.js'
import type { BodyProblem, Decoded } from './decode-reply.js'

/** Stage `classify`: undefined for success, else what went wrong. The connector's rules first, then the HTTP status, then the body's form. */
export function classifyReply(
  reply: Decoded,
  rules: ErrorRules | undefined,
  now: number,
  envelopeRequired = true,
): Failure | undefined {
  const verdict = rules?.classify(reply)
  if (verdict === 'ok') return undefined
  const retryAfterMs = retryAfter(reply.headers['retry-after'], now)
  if (verdict !== undefined) return { ...verdict, retryAfterMs: retryAfterMs ?? verdict.retryAfterMs }
  if (reply.status >= 300) {
    const vendor = { code: `HTTP ${reply.status}`, message: '', retryAfterMs }
    return failure(byStatus(reply.status), vendor)
  }
  if (reply.problem !== undefined)
    return failure('transient', { code: CODES[reply.problem], message: MESSAGES[reply.problem] })
  if (rules !== undefined && envelopeRequired)
    return failure('vendor_bug', { code: 'REPLY_UNEXPECTED', message: "the reply lacks the vendor's envelope" })
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

/** A vendor may say anything; a date must still come of it. */
const TEN_YEARS_MS = 10 * 365 * 86_400_000

/** Retry-After in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3). */
function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d+$/.test(header.trim())) return Math.min(Number(header) * 1000, TEN_YEARS_MS)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
