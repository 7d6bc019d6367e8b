/** A running simulator of Tencent Ads on the loopback interface. */
export interface TencentAdsSimulator {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly baseUrl: string
  /** The smallest connector config that works here: credentials, ids, address. */
  readonly config: TencentAdsSimulatorConfig
  /** What the vendor charged: a row for each row that its API reports for the day, those of cost 0 included. */
  charges(options?: SimulatedChargesOptions): SimulatedCharge[]
  /** Every movement of money in the funds up to now, ordered by account, fund and time. */
  fundFlows(options?: SimulatedFlowsOptions): SimulatedFlow[]
  /** Every request seen, oldest first, without query strings. */
  readonly requests: readonly SimulatedRequest[]
  /** Spoils the answers to the next `times` requests (default 1), after the faults that are already queued. */
  fault(fault: SimulatedFault, times?: number): void
  /** Stops the server and drops its connections; requests that hang end with a closed socket. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Keys are those of the connector's config. */
export interface TencentAdsSimulatorConfig {
  readonly accessToken: string
  readonly accountIds: string[]
  readonly baseUrl: string
  readonly agencyId?: string
  /** This and the next two with an `application`. */
  readonly clientId?: string
  readonly clientSecret?: string
  readonly refreshToken?: string
}

/** What a row of cost stands for. */
export type TencentAdsLevel = 'ADVERTISER' | 'CAMPAIGN' | 'ADGROUP'

/** Which charges to list. */
export interface SimulatedChargesOptions {
  /** First China day, YYYY-MM-DD. Default: the first day of delivery. */
  readonly from?: string
  /** The China day after the last, YYYY-MM-DD. Default: the day after that of `asOf`, which is never exceeded. */
  readonly to?: string
  /** The moment at which the books are read, milliseconds since the epoch: its day may still grow. Default: the vendor's now. */
  readonly asOf?: number
  /** Which objects `realtime_cost` or a report is about; every level sums to the same. Default `'ADGROUP'`. */
  readonly level?: TencentAdsLevel
  /** Which endpoint's rows: per ad object, by day or hour, or per WeChat account. Default `'realtime_cost'`. */
  readonly stream?: 'realtime_cost' | 'daily_cost' | 'daily_reports' | 'hourly_reports'
}

/** Which movements of money to list. */
export interface SimulatedFlowsOptions {
  /** First China day, YYYY-MM-DD. Default: the first day of delivery. */
  readonly from?: string
  /** The China day after the last, YYYY-MM-DD. Default: tomorrow. */
  readonly to?: string
}

/** One movement of money in a fund. */
export interface SimulatedFlow {
  readonly account: string
  readonly fund: string
  /** Seconds since the epoch. */
  readonly time: number
  /** CHARGE, PAY, TRANSFER_IN or EXPIRE. */
  readonly type: string
  /** Yuan with two decimals, always positive. */
  readonly amount: string
  /** What the fund has after it, yuan. */
  readonly balance: string
}

/** One row of cost: an account, a day and an object. */
export interface SimulatedCharge {
  readonly account: string
  /** China day, YYYY-MM-DD. */
  readonly day: string
  /** Hour of the day, of `hourly_reports` only. */
  readonly hour?: number
  /** `'ad-delivery-daily'`, or `'ad-delivery-hourly'` of `hourly_reports`. */
  readonly sku: string
  /** Yuan with two decimals. */
  readonly amount: string
  /** Always `'CNY'`. */
  readonly currency: string
  /** Always `'1'`. */
  readonly quantity: string
  /** `adgroup/<id>`, `campaign/<id>`, `wechat/<id>`, or empty for a whole account. */
  readonly resource: string
}

/** A request as the vendor saw it. */
export interface SimulatedRequest {
  readonly method: string
  readonly path: string
  /** HTTP status; 0 where nothing was answered. */
  readonly status: number
  /** Code in the reply's envelope, `'0'` when fine; empty where the reply had no whole envelope. */
  readonly code: string
}

/** A way for an answer to go wrong. The request is still judged, so its nonce is used up. */
export type SimulatedFault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'html' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'error'; readonly code: number; readonly message?: string }
  | { readonly kind: 'hang' }
