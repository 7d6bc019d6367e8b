/** What a simulated Tencent Ads is like; everything is optional. Nonsense is a RangeError from the start function. */
export interface TencentAdsSimulatorOptions {
  /** The vendor's clock, milliseconds since the epoch, read anew at every request. Default `Date.now`. */
  readonly now?: () => number
  /** Seed of the generated ids and costs. Default 1. */
  readonly seed?: number
  /** Port on 127.0.0.1. Default 0: any free one. */
  readonly port?: number
  /** The token that is accepted. Default `'simulated-access-token'`. */
  readonly accessToken?: string
  /** Whether that token has expired: every call answers 11000. Default false. */
  readonly expired?: boolean
  /** Advertiser ids that `realtime_cost` serves, decimal digits. Default two of nine digits. */
  readonly accounts?: readonly string[]
  /**
   * Id of the agency that owns the token. With it, `daily_cost` may leave `account_id` out and gets every sub-account;
   * the agency's own id is no `account_id` of any call (12201). Default: none, the token of a direct customer.
   */
  readonly agencyId?: string
  /**
   * Accounts that the `daily_cost` family serves (an agency's sub-accounts), each with its WeChat account ids.
   * Default: every one of `accounts`, with three generated ids.
   */
  readonly wechatAccounts?: Readonly<Record<string, readonly string[]>>
  /** Campaigns of an account. Default 12. */
  readonly campaigns?: number
  /** Adgroups of an account, spread over its campaigns. Default 130. */
  readonly adgroups?: number
  /** How 64-bit ids and account ids stand in replies: bare JSON numbers, or strings. Default `'number'`. */
  readonly idsAs?: 'number' | 'string'
  /** First day of delivery, YYYY-MM-DD in China. Default: 30 days before the vendor's today at the start. */
  readonly firstDay?: string
  /** Hour of the China day at which the day's delivery stops; over 0, up to 24. Default 22. */
  readonly deliveryEndsAt?: number
  /**
   * Whether levels CAMPAIGN and ADGROUP insist on a filter (18001 without). Default false: the vendor's page calls
   * `filtering` required there and, in the same row, says that without it everything is returned.
   */
  readonly requireFiltering?: boolean
  /** Whether `daily_cost` and `wechat_daily_cost` have been switched off (12007). Default false. */
  readonly retired?: boolean
  /** What the application may do. Default: everything. Other calls answer 11014. */
  readonly scopes?: readonly TencentAdsScope[]
  /** The application that may fetch tokens at `/oauth/token`. Default: none, and that call answers 11007. */
  readonly application?: SimulatedApplication
  /** Calls per endpoint and minute of the vendor's clock before 11017. Default 600. */
  readonly perMinute?: number
}

/** What an application can be let do. */
export type TencentAdsScope = 'ads_management' | 'ads_insights' | 'account_management'

/** An application that is registered with the vendor. */
export interface SimulatedApplication {
  readonly clientId: string
  readonly clientSecret: string
  /** One that somebody has authorised already; good from the start on, for 30 days without use. */
  readonly refreshToken: string
  /** Where authorisation codes go. Default `'https://example.com/callback'`. */
  readonly redirectUri?: string
  /** How long access tokens live, seconds. Default 86400. */
  readonly accessTokenLives?: number
}
