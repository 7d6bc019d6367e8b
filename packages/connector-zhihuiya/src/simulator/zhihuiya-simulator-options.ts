/** Gateway authentication that a simulator demands in front of the statement's own credentials. */
export type SimulatedAuth = 'oauth' | 'api-key-bearer' | 'api-key-query' | 'none'

/** Where a simulator expects the four parameters of a statement. */
export type SimulatedParamsIn = 'json' | 'query' | 'form'

/** Options of {@link startZhihuiyaSimulator}; all are optional. */
export interface ZhihuiyaSimulatorOptions {
  /** The vendor's clock, ms since the epoch, read once per request. Default: `Date.now`. */
  readonly now?: () => number
  /** Seed of the generated figures, any safe integer. Default: 1. */
  readonly seed?: number
  /** Port on 127.0.0.1. Default: 0, a free one. */
  readonly port?: number
  /** Label of the account in `charges()`; it also varies the figures. Default: `patent-search`. */
  readonly account?: string
  /** First day with usage, `YYYY-MM-DD`. Default: 60 days before the vendor's today (China time) at start. */
  readonly history?: string
  /**
   * Gateway authentication demanded; any other one is refused. Default: `oauth`, a bearer token of POST /oauth/token
   * and the client id as `?apikey=`. `api-key-bearer`: `Authorization: Bearer sk-…`. `api-key-query`: `?apikey=sk-…`.
   */
  readonly auth?: SimulatedAuth
  /** Where the statement's parameters are expected; elsewhere they are refused. Default: `json`, a JSON body. */
  readonly paramsIn?: SimulatedParamsIn
  /** The statement's `apikey`. Default: a made-up client id, or `sk-` and 48 characters with an api-key auth. */
  readonly apikey?: string
  /** The statement's `client_secret`, with OAuth also the client's. Default: a made-up one. */
  readonly clientSecret?: string
  /** Key or client id that the gateway demands where it differs from `apikey`. Default: `apikey`. */
  readonly gatewayApiKey?: string
  /** Shape of the token reply: `flat` as documented, `nested` under `data` as clients meet it. Default: `flat`. */
  readonly tokenReply?: 'flat' | 'nested'
  /** JSON type of the token reply's `expires_in`. Default: `number`. */
  readonly expiresIn?: 'number' | 'string'
  /** Least time between two statements on the vendor's clock, ms; a sooner one gets 67200002. Default: 0, no limit. */
  readonly minIntervalMs?: number
  /** Interface names: `plain` Chinese, or `bilingual` with `<cn>` and `<us>` elements. Default: `plain`. */
  readonly names?: 'plain' | 'bilingual'
  /** Whether combo rows have `usage_num`. If not, every use counts, so that `used_num` says the same. Default: true. */
  readonly withUsageNum?: boolean
  /** Whether the stated totals equal the sums of the rows, which the vendor's own example does not. Default: `right`. */
  readonly statedTotals?: 'right' | 'wrong'
  /** Contract price of a counted call per combo code (`AI34-3`), CNY decimal text; for `charges()` only. Default: none. */
  readonly unitPrices?: Readonly<Record<string, string>>
  /**
   * Where an accounting day begins, China time (UTC+8). Default: `08:00`, day D is [D 08:00, D+1 08:00).
   * `00:00`: day D is the calendar day, whose figures are rolled up until D+1 08:00.
   */
  readonly dayBoundary?: '08:00' | '00:00'
  /** Whether `time_end` is the last day (true) or the day after it (false). Default: true. */
  readonly endInclusive?: boolean
}
