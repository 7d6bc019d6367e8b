import type { SimulatedFault } from './simulated-fault.js'
import type { SimulatedAuth, SimulatedParamsIn } from './zhihuiya-simulator-options.js'

/** A running simulator: a loopback HTTP server that behaves as the vendor's pages say. */
export interface ZhihuiyaSimulator extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly baseUrl: string
  /** The smallest connector config that works against this simulator. Its credentials are made up. */
  readonly config: ZhihuiyaSimulatorConfig
  /** Every request answered, faulted ones included, oldest first. Query strings, headers and bodies are not kept. */
  readonly requests: readonly SimulatedRequest[]
  /**
   * The truth to compare with: what the vendor charged, one row per day and interface, in the order of days.
   *
   * A row of `usage[]` has `sku` = `serial_number`, `amount` = `used_money`, `quantity` = `fee_times` (all three may be
   * zero, and two rows of a day may share a sku). A row of `combo_usage[]` has `sku` = the code in the brackets of its
   * name and `amount` = contract price x `usage_num`; without a price in `unitPrices` it is left out.
   * @throws RangeError where `from` or `to` is no calendar date.
   */
  charges(options?: ChargesOptions): SimulatedCharge[]
  /**
   * Answers the next `times` requests (default 1) with `fault`. Faults queue up; one with a `path` waits for its path.
   * @throws RangeError where `times` is not a positive integer.
   */
  fault(fault: SimulatedFault, times?: number): void
  /** Stops listening and destroys every open connection, hanging ones included. May be called again. */
  close(): Promise<void>
}

/** Connector config for a simulator, under the connector's own key names. */
export interface ZhihuiyaSimulatorConfig {
  readonly apikey: string
  readonly clientSecret: string
  readonly baseUrl: string
  /** What the statement is in, which its host would say if it were the vendor's own. */
  readonly currency: 'CNY'
  /** Absent for OAuth, which follows from an `apikey` without the `sk-` prefix. */
  readonly auth?: SimulatedAuth
  /** Present only where the option of that name was given. */
  readonly gatewayApiKey?: string
  /** Absent for `json`. */
  readonly paramsIn?: SimulatedParamsIn
}

/** Which charges to list. */
export interface ChargesOptions {
  /** First day, inclusive, `YYYY-MM-DD`. Default: the first day of the history. */
  readonly from?: string
  /** Day after the last, exclusive, `YYYY-MM-DD`. Default: the day after the vendor's today (China time) at `asOf`. */
  readonly to?: string
  /** The moment whose view is asked for, ms since the epoch; later corrections are not in it. Default: the vendor's now. */
  readonly asOf?: number
}

/** What the vendor charged for one interface on one day. */
export interface SimulatedCharge {
  /** Label of the account (option `account`); the vendor's replies never name it. */
  readonly account: string
  /** The vendor's accounting day, `YYYY-MM-DD`; where it begins is option `dayBoundary`. */
  readonly day: string
  readonly sku: string
  /** Exact decimal in yuan, such as `13.00` or `15523.646928085003`. */
  readonly amount: string
  /** Always `CNY`. */
  readonly currency: string
  /** Chargeable calls, a whole number. */
  readonly quantity: string
}

/** A request that the simulator saw. */
export interface SimulatedRequest {
  readonly method: string
  /** Path without the query string, which may hold an api key. */
  readonly path: string
  /** HTTP status of the answer; 0 where there was none (faults `reset` and `hang`). */
  readonly status: number
  /** In-band `error_code` as text, `0` when fine; empty where the answer carries none. */
  readonly code: string
}
