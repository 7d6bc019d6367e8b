import { byStatus, type ErrorRules } from '../contract/error-rules.js'
import { type ErrorCategory, failure } from '../contract/failure.js'
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
  if (reply.problem !== undefined) return found(PROBLEMS[reply.problem])
  if (rules !== undefined && envelopeRequired) return found(NO_ENVELOPE)
  return undefined
}

type Finding = readonly [category: ErrorCategory, code: string, message: string, hint?: string]

/** What breaks on the way may come whole next time; what the vendor means to send will not change. */
const PROBLEMS: Readonly<Record<BodyProblem, Finding>> = {
  empty: ['transient', 'REPLY_EMPTY', 'the reply has no body'],
  html: [
    'transient',
    'REPLY_HTML',
    'the reply is an HTML page, not JSON',
    "Run again; if it stays so, check that baseUrl is the vendor's API.",
  ],
  truncated: ['transient', 'REPLY_TRUNCATED', 'the JSON of the reply ends too early'],
  malformed: ['transient', 'REPLY_MALFORMED', 'the reply is no valid JSON'],
  'too deep': ['vendor_bug', 'REPLY_TOO_DEEP', 'the JSON of the reply is nested more than 512 levels deep'],
  'unknown charset': ['vendor_bug', 'REPLY_CHARSET', 'the content type of the reply names a charset that nobody knows'],
}

/** The vendor's rules find no envelope, and a call is held to them. */
const NO_ENVELOPE: Finding = [
  'vendor_bug',
  'REPLY_UNEXPECTED',
  "the reply lacks the vendor's envelope",
  "Check that baseUrl is the vendor's API; if it is, report this.",
]

function found([category, code, message, hint]: Finding): FailedAttempt {
  return new FailedAttempt(failure({ category, ...(hint !== undefined && { hint }) }, { code, message }), 'us')
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
