import type * as z from 'zod'
import type { JsonValue } from '../numbers/json-value.js'
import { type ErrorCategory, type Failure, type FailureClass, failure } from './failure.js'

/** A reply, decoded. `body` is undefined where it was no JSON. */
export interface DecodedReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonValue | undefined
}

/** The verdict on a reply: `'ok'`, a failure, or undefined to leave it to the HTTP status. A plain value. */
export interface ErrorRules {
  readonly kind: string
  readonly classify: (reply: DecodedReply) => Failure | 'ok' | undefined
  /** The codes that the rules know by name, for people to look up. Absent: none by name. */
  readonly classes?: Readonly<Record<string, ErrorCategory | FailureClass>>
  /** What else the rules know, in words, for the same people. Absent: nothing. */
  readonly families?: readonly Pick<CodeFamily<never>, 'codes' | 'verdict'>[]
}

/** Codes that are judged alike, such as a range, or all that begin with the same word. */
export interface CodeFamily<Body> {
  /** Which ones, for people to look up: `30000 to 30099`, `any other`. */
  readonly codes: string
  /** Whether a code is one of them. */
  readonly has: (code: string, body: Body) => boolean
  /** What all of them are. */
  readonly verdict: ErrorCategory | FailureClass
}

/** Where a vendor's body states errors, and what its codes mean. */
export interface InBandOptions<E extends z.ZodType> {
  /** The vendor's envelope: only the members that tell success from failure. */
  readonly envelope: E
  /** Whether the body tells of success; a status of failure stays one. */
  readonly ok: (body: z.output<E>) => boolean
  /** The vendor's code, by which {@link classes} and {@link families} are asked. */
  readonly code: (body: z.output<E>) => string | number | undefined
  /** The vendor's own words; secrets are taken out of them. */
  readonly message: (body: z.output<E>) => string | null | undefined
  /** The vendor's id of the call, for its support. Default: none. */
  readonly requestId?: (body: z.output<E>, headers: Readonly<Record<string, string>>) => string | null | undefined
  /** The vendor's documented codes, each a category, or more where a code says more. */
  readonly classes: Readonly<Record<string, ErrorCategory | FailureClass>>
  /** Codes in ranges or families: the first that has the code, where `classes` has no entry. Default: none. */
  readonly families?: readonly CodeFamily<z.output<E>>[]
}

/**
 * Errors inside the body, whatever the HTTP status. A code that nothing classifies is a `vendor_bug` under a 2xx status
 * (an undocumented answer) and follows the status otherwise. A body without the envelope is left to the status; under a 2xx
 * status it is refused as `REPLY_UNEXPECTED`. Where a success has no envelope of its own, let the schema take it as well.
 */
export function inBand<E extends z.ZodType>(options: InBandOptions<E>): ErrorRules {
  const { families = [] } = options
  return {
    kind: 'in-band',
    classes: options.classes,
    families,
    classify: (reply) => {
      const parsed = options.envelope.safeParse(reply.body)
      if (!parsed.success) return undefined
      const body = parsed.data
      if (options.ok(body)) return reply.status < 300 ? 'ok' : undefined
      const code = String(options.code(body) ?? '')
      return failure(
        (Object.hasOwn(options.classes, code) ? options.classes[code] : undefined) ??
          families.find(({ has }) => has(code, body))?.verdict ??
          byStatus(reply.status),
        {
          code,
          message: options.message(body) ?? '',
          requestId: options.requestId?.(body, reply.headers) ?? undefined,
        },
      )
    },
  }
}

/**
 * What an HTTP status alone says. 2xx here means: an error that only the body states, with a code nobody documents. 401 may
 * be of a token that the vendor ended early: an authenticator that can fetch another does so, once.
 */
export function byStatus(status: number): FailureClass {
  return status === 401 ? { category: 'auth', recover: true } : { category: categoryOf(status) }
}

function categoryOf(status: number): ErrorCategory {
  if (status < 300) return 'vendor_bug'
  if (status === 403) return 'permission'
  if (status === 404 || status === 410) return 'not_found'
  if (status === 429) return 'rate_limited'
  if (status === 408 || status >= 500) return 'transient'
  return 'invalid_request'
}
