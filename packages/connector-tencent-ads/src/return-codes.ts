import type { CodeFamily, FailureClass } from '@outlay/core'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** Stops everything: many calls with a bad token get the caller's address blocked. */
const auth = (hint: string): FailureClass => ({ category: 'auth', hint })
/** The same, where a new token may mend it: with `refreshToken` one is fetched, once a request. */
const renewable = (hint: string): FailureClass => ({ category: 'auth', recover: true, hint })
/** Of one account among several: the others go on. */
const account = (hint: string): FailureClass => ({ category: 'permission', stops: 'window', hint })
const limited = (retryAfterMs: number): FailureClass => ({ category: 'rate_limited', retryAfterMs })
const request = (hint?: string): FailureClass => ({ category: 'invalid_request', ...(hint && { hint }) })
const busy = (retryAfterMs?: number): FailureClass => ({ category: 'transient', ...(retryAfterMs && { retryAfterMs }) })

const TOKEN =
  'Check accessToken or refreshToken: the vendor does not accept it. Do not repeat this: it blocks addresses.'
const token = auth(TOKEN)
const authorization = auth('Authorise the application again and set the new refreshToken, or accessToken.')

/** The vendor's return codes, by what is to be done about them. Ranges and families are in {@link returnCodeFamilies}. */
const table: readonly (readonly [codes: readonly number[], entry: FailureClass])[] = [
  [[11000], renewable('The access token has expired: set a new accessToken, or refreshToken once and for all.')],
  [[11002], renewable(TOKEN)],
  [[11004, 11005, 11020], token],
  [[11030], auth('Tokens that never expire are refused: issue one that does and set accessToken, or refreshToken.')],
  [[11007], auth('Check clientId and clientSecret: the vendor does not know this application.')],
  [[11009, 11010, 11011, 11012, 11013, 12807], authorization],
  [[11101, 11102, 11103, 11104], auth('Costs, funds and reports need no real-name token: report this.')],
  // Tried once more by the vendor's time.
  [[12101], { ...auth('The clocks differ by more than 5 minutes: set the clock of this machine.'), skew: true }],
  [[11014], { category: 'permission', hint: 'Grant the application the scope of this call and authorise it again.' }],
  [[12201, 12203], account('This token has no access to the account: check accountIds, or whose token it is.')],
  [[12204, 12701, 32211], account('The account does not allow this: look at its state in the console of the vendor.')],
  [[11016, 1000284], limited(SECOND_MS)],
  // Once the minute's quota is overdrawn, it takes five to come back.
  [[11017], limited(5 * MINUTE_MS)],
  [[11008, 11019, 11022, 50018, 60005, 64016, 72005, 72006, 1000003], limited(MINUTE_MS)],
  [[127001], limited(5 * MINUTE_MS)],
  // Reports over their rows in ten seconds: frozen for as long, once more for every 40,000 rows.
  [[127011, 127014, 127015, 127016, 127017], limited(MINUTE_MS)],
  [[11018], { category: 'quota_exhausted', hint: 'The quota of the day is used up: run again tomorrow, China time.' }],
  [
    [12007],
    {
      category: 'not_found',
      hint: 'Check baseUrl and apiVersion. WeChat streams may be switched off: disable the stream.',
    },
  ],
  [[12000, 12003, 12008, 12009, 12010, 12011, 12810], request()],
  [[18001], request('At level CAMPAIGN, ADGROUP or ADTOTAL the vendor may insist on campaignIds or adgroupIds.')],
  [[18015], request('This application may not call v3.0: set apiVersion v1.1 and disable the reports.')],
  [
    [31002, 31057],
    request('Check from: each call reaches back so far only, and realtime_cost not over midnight in China.'),
  ],
  [[127002, 127003, 127004, 127006, 127007, 127008], request()],
  [[127005], request('The report is too long: name its ad groups in adgroupIds, or read it at level ADVERTISER.')],
  // A nonce seen before, or a resource being changed: the next attempt has a nonce of its own.
  [[12100, 12700], busy()],
  [[51001, 62000], busy(MINUTE_MS)],
  [[60000, 72000, 73000, 74000, 75000, 76000, 77000, 126000, 128000, 132000], busy()],
  [[1000000, 1000002, 1800113, 1902013], busy()],
  // Told by users of the 1.x API; the vendor's own table for it is not to be had.
  [[12006, 30104, 30105, 37622, 39312, 54160, 55202], limited(MINUTE_MS)],
  [[30100, 30101, 30102, 30108, 30109, 30110, 34106], token],
]

/** Every code that is known one by one. */
export const returnCodes: Readonly<Record<string, FailureClass>> = Object.fromEntries(
  table.flatMap(([codes, entry]) => codes.map((code) => [String(code), entry])),
)

interface Typed {
  readonly code_type?: string | null | undefined
}

/** What the table does not know follows from its range, or from `code_type`: system errors pass, those of business do not. */
export const returnCodeFamilies: readonly CodeFamily<Typed>[] = [
  { codes: '30000 to 30099', has: (code) => isWithin(code, 30000, 30099), verdict: busy() },
  { codes: 'any other of `code_type` SysException', has: isOfType('SysException'), verdict: busy() },
  { codes: '18000 to 18999', has: (code) => isWithin(code, 18000, 18999), verdict: request() },
  { codes: 'any other of `code_type` BusinessException', has: isOfType('BusinessException'), verdict: request() },
]

function isOfType(type: string): CodeFamily<Typed>['has'] {
  return (_code, { code_type }) => code_type === type
}

function isWithin(code: string, from: number, to: number): boolean {
  return Number(code) >= from && Number(code) <= to
}
