import { type FailureClass, inBand } from '@outlay/core'
import * as z from 'zod'

const MODES =
  'With auth: auto, a key that starts with sk- is sent as a bearer and any other exchanged for an OAuth token; ' +
  'the other modes are api-key-bearer, api-key-query, oauth and none.'

const refused = (hint: string): FailureClass => ({ category: 'auth', hint: `${hint} ${MODES}` })
const input: FailureClass = { category: 'invalid_request' }
const throttled: FailureClass = { category: 'rate_limited' }

/** 672… are the gateway's codes, 683… the statement's own. The last four are on no page of the vendor's, but in records of real calls. */
const classes: Readonly<Record<string, FailureClass>> = {
  67200000: throttled,
  67200001: throttled,
  67200002: throttled,
  67200003: refused('Check apikey and clientSecret; the client may also be disabled.'),
  67200004: {
    category: 'permission',
    hint: "Either the account has no permission for the interface, or its package's quota is used up: ask the vendor.",
  },
  67200005: { category: 'quota_exhausted', hint: 'The balance or the number of calls is used up: top up the account.' },
  67200006: { category: 'auth', hint: 'The account is past its validity period: renew it with the vendor.' },
  67200007: { category: 'quota_exhausted', hint: "Today's allowance of calls is used up: run again tomorrow." },
  67200008: refused('The gateway wants its key as the query parameter apikey.'),
  67200009: { ...refused('The key does not belong to the token, or the token has expired.'), recover: true },
  67200012: input,
  67200100: { category: 'transient' },
  67200101: { category: 'config', hint: 'Check baseUrl: the gateway does not know the path.' },
  68300004: input,
  // The vendor's guide names 68300008 as the one statement error to try again.
  68300005: { category: 'transient', retryable: false },
  68300006: input,
  68300007: input,
  68300008: { category: 'transient' },
  68300010: input,
  67200015: refused('The token endpoint refuses the grant type.'),
  67200202: refused('Check apikey and baseUrl: a key of one site is refused by the gateway of the other.'),
  67200203: { category: 'permission', hint: 'The interface is not part of what the account has bought.' },
  10001: input,
}

const text = z.string().nullish().catch(null)

/**
 * Three envelopes are about: `status`, `error_code`, `error_msg`; `http_status`, `error_code`, `message` under HTTP 401;
 * and statuses and codes as text. `status` must be compared, as "false" is true to JavaScript. What has neither a code
 * nor a failed status is none of them, such as a token reply, whose status is "approved".
 */
const envelope = z
  .object({
    status: z.union([z.boolean(), z.string()]).nullish().catch(null),
    error_code: z.union([z.int(), z.string()]).nullish(),
    code: z.union([z.int(), z.string()]).nullish(),
    error_msg: text,
    message: text,
    error: text,
    msg: text,
  })
  .refine((body) => codeOf(body) !== undefined || ['false', 'error'].includes(String(body.status)))

/** Success needs both: a status that is true and a code that is 0. */
export const errors = inBand({
  envelope,
  ok: (body) => String(body.status) === 'true' && String(codeOf(body)) === '0',
  code: codeOf,
  message: (body) => body.error_msg ?? body.message ?? body.error ?? body.msg,
  requestId: (_body, headers) => headers['x-correlation-id'],
  classes,
})

interface Coded {
  readonly error_code?: number | string | null | undefined
  readonly code?: number | string | null | undefined
}

function codeOf(body: Coded): number | string | undefined {
  return body.error_code ?? body.code ?? undefined
}
