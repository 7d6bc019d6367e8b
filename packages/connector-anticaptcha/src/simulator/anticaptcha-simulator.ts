import type { ChargesOptions, SimulatedCharge } from './list-charges.js'
import type { SimulatedIncome } from './list-income.js'
import type { QueueLoad } from './queue-load.js'
import type { SimulatedFault } from './simulated-fault.js'

/** A running simulated Anti-Captcha API that serves one account on the loopback interface. */
export interface AnticaptchaSimulator extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly baseUrl: string
  /** The smallest connector config that works against it. */
  readonly config: { readonly clientKey: string; readonly baseUrl: string }
  /** Every request answered, dropped or left hanging so far, oldest first; it grows as requests arrive. */
  readonly requests: readonly SimulatedRequest[]
  /**
   * What the vendor charged: one row per UTC hour and queue with spend, by hour, then in the order of `queues`.
   *
   * @throws RangeError when a bound is no calendar date.
   */
  charges(options?: ChargesOptions): SimulatedCharge[]
  /** Exact dollars on the account at an instant in milliseconds since the epoch; default: the vendor's now. */
  balance(asOf?: number): string
  /** What a queue is like now, as any caller is told. */
  queue(queueId: number): QueueLoad
  /** What the account's applications earned: one row each and UTC day, for the 30 days before today and for today so far. */
  income(): SimulatedIncome[]
  /**
   * Makes the next requests fail; faults queue up, and a faulty request still appears in `requests`.
   *
   * @param times - how many requests get it; default 1.
   */
  fault(fault: SimulatedFault, times?: number): void
  /** Stops listening, drops every connection (hanging ones too); calling it again is harmless. */
  close(): Promise<void>
}

/** One request that the simulator saw; it holds no secret. */
export interface SimulatedRequest {
  readonly method: string
  /** The path without its query. */
  readonly path: string
  /** The HTTP status answered; 0 when the connection was dropped or left hanging. */
  readonly status: number
  /** The `errorCode` answered; '0' when fine, '' when the reply carried no envelope. */
  readonly code: string
}
