import type { TopUp } from './account-balance.js'

/** What a simulated account looks like and how the vendor words its replies. */
export interface AnticaptchaSimulatorOptions {
  /** The vendor's clock in milliseconds since the epoch, read at every request; default `Date.now`. */
  readonly now?: () => number
  /** Seed of the generated spend; default 1. */
  readonly seed?: number
  /** Port on 127.0.0.1; default 0, any free one. */
  readonly port?: number
  /** The account's name, as `charges()` states it; default `captcha-main`. */
  readonly account?: string
  /** The account's key, 32 characters; by default derived from seed and account. */
  readonly clientKey?: string
  /** Queues with spend; default `English ImageToText`, `Recaptcha Proxyless`, `Turnstile Proxyless`. */
  readonly queues?: readonly string[]
  /**
   * Instant from which hours may have spend, in milliseconds since the epoch, rounded up to a whole hour; earlier
   * hours are reported as idle. Default: the UTC midnight that is 60 days before that of the start.
   */
  readonly history?: number
  /** Hours covered by one reply, counted from its start; default 24. The vendor's own example shows 23. */
  readonly rowsPerReply?: 24 | 23
  /** Writes the figures of every method as JSON strings; default false. A queue's `bid` is one in any case. */
  readonly stringNumbers?: boolean
  /** What an unknown queue name yields: hourly rows of zero (`zeros`, the default) or no rows (`empty`). */
  readonly unsupportedQueues?: 'zeros' | 'empty'
  /** Application ids that share the spend among them, all of it; default none. Any other id has no spend. */
  readonly softIds?: readonly number[]
  /** Caller addresses that share the spend among them, all of it; default none. Any other address has no spend. */
  readonly ips?: readonly string[]
  /** Whole dollars paid in before the history; default 100 000. */
  readonly deposit?: number
  /** Later payments; default none. */
  readonly topUps?: readonly TopUp[]
  /** Credits of the account's subscription; null, the default, leaves the member out. */
  readonly captchaCredits?: number | null
  /** Applications that the account owns, with an income; default 123. Any other is answered ERROR_ACCESS_DENIED. */
  readonly apps?: readonly number[]
  /** Writes `chartData` as a list (the default), or as an object with a number for each series. */
  readonly chartShape?: 'array' | 'object'
  /** Answers every request with 21 ERROR_IP_BLOCKED; default false. */
  readonly blockedIp?: boolean
  /** Answers the right key with 55 ERROR_ACCOUNT_SUSPENDED; default false. */
  readonly suspended?: boolean
  /** Least time between two admitted requests on the vendor's clock, else HTTP 429 with Retry-After; default 0, none. */
  readonly minIntervalMs?: number
}

/** The options with every default filled in. */
export type SimulatorSettings = Required<Omit<AnticaptchaSimulatorOptions, 'port'>>
