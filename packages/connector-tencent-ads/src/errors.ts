import { type FailureClass, inBand } from '@outlay/core'
import * as z from 'zod'

const MINUTE_MS = 60_000

/** Stops everything: many calls with a bad token get the caller's address blocked. */
const auth = (hint: string): FailureClass => ({ category: 'auth', hint })
/** Of one account among several: the others go on. */
const account = (hint: string): FailureClass => ({ category: 'permission', stops: 'window', hint })
const limited = (retryAfterMs: number): FailureClass => ({ category: 'rate_limited', retryAfterMs })
const request = (hint?: string): FailureClass => ({ category: 'invalid_request', ...(hint && { hint }) })
const busy = (retryAfterMs?: number): FailureClass => ({ category: 'transient', ...(retryAfterMs && { retryAfterMs }) })

const token = auth('Check accessToken: the vendor does not accept it. Do not repeat this: it blocks addresses.')
const authorization = auth('Authorise the application again and set the new accessToken.')

/** The vendor's return codes, by what is to be done about them. Ranges and families follow in `classOf`. */
const table: readonly (readonly [codes: readonly number[], entry: FailureClass])[] = [
  [[11000], auth('The access token has expired: refresh it and set the new accessToken.')],
  [[11002, 11004, 11005, 11020], token],
  [[11030], auth('Tokens that never expire are refused: issue one that does and set accessToken.')],
  [[11007, 11009, 11010, 11011, 11012, 11013, 12807], authorization],
  [[12101], auth('The clocks differ by more than 5 minutes: set the clock of this machine.')],
  [[11014], { category: 'permission', hint: 'Grant the application the Ads Management scope and authorise it again.' }],
  [[12201, 12203], account('This token has no access to the account: check accountIds, or whose token it is.')],
  [[12204, 12701, 32211], account('The account does not allow this: look at its state in the console of the vendor.')],
  [[11101, 11102, 11103, 11104], { category: 'permission', hint: 'Costs need no real-name token: report this.' }],
  [[11016, 1000284], limited(1_000)],
  [[11008, 11017, 11019, 11022, 50018, 60005, 64016, 72005, 72006, 1000003], limited(MINUTE_MS)],
  [[127001], limited(5 * MINUTE_MS)],
  [[127011, 127014, 127015, 127016, 127017], limited(MINUTE_MS)],
  [[11018], { category: 'quota_exhausted', hint: 'The quota of the day is used up: run again tomorrow, China time.' }],
  [[12007], { category: 'not_found', hint: 'Check baseUrl. WeChat streams may be switched off: disable the stream.' }],
  [[12000, 12003, 12008, 12009, 12010, 12011, 12810], request()],
  [[18001], request('At level CAMPAIGN or ADGROUP the vendor may insist on campaignIds or adgroupIds.')],
  [[31002, 31057], request('realtime_cost answers for today in China only: a run over midnight is refused.')],
  [[127002, 127003, 127004, 127005, 127006, 127007, 127008], request()],
  // A nonce seen before, or a resource being changed: the next attempt has a nonce of its own.
  [[12100, 12700], busy()],
  [[51001, 62000], busy(MINUTE_MS)],
  [[60000, 72000, 73000, 74000, 75000, 76000, 77000, 126000, 128000, 132000], busy()],
  [[1000000, 1000002, 1800113, 1902013], busy()],
  // Told by users of the 1.x API; the vendor's own table for it is not to be had.
  [[12006, 30104, 30105, 37622, 39312, 54160, 55202], limited(MINUTE_MS)],
  [[30100, 30101, 30102, 30108, 30109, 30110, 34106], token],
]

/**
 * Errors come with HTTP 200 and a `code` other than 0. What the table does not know follows from its range or from
 * `code_type`: `SysException` passes, `BusinessException` is about the request.
 */
export const errors = inBand({
  envelope: z.object({
    code: z.union([z.int(), z.string()]),
    message: words(),
    message_cn: words(),
    code_type: words(),
    trace_id: words(),
  }),
  ok: (body) => String(body.code) === '0',
  code: (body) => body.code,
  // Often only the Chinese text says something; either may be empty.
  message: (body) => body.message_cn || body.message,
  requestId: (body, headers) => body.trace_id || headers['x-tsa-trace-id'],
  classes: Object.fromEntries(table.flatMap(([codes, entry]) => codes.map((code) => [String(code), entry]))),
  classOf: (code, { code_type }) => {
    if (isWithin(code, 30000, 30099) || code_type === 'SysException') return busy()
    if (isWithin(code, 18000, 18999) || code_type === 'BusinessException') return request()
    return undefined
  },
})

/** Text that only adds to an error: of another type, it is done without. */
function words() {
  return z.string().nullish().catch(null)
}

function isWithin(code: string, from: number, to: number): boolean {
  return Number(code) >= from && Number(code) <= to
}
