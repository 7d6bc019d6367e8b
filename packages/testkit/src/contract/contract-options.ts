import type { ErrorCategory } from '@outlay/core'
import type { SimulationOptions } from '../simulator/simulation.js'
import type { TestFunctions } from './test-functions.js'

/** A refusal as the vendor documents it. */
export interface ErrorSample {
  /** The reply's body, JSON text. */
  readonly body: string
  /** Default 200. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** What a user must be told. Default: whatever the connector's rules say of it. */
  readonly category?: ErrorCategory
}

/** What a contract is held to. */
export interface ContractOptions extends SimulationOptions {
  /** The vendor's documented refusals by what they mean: `{ 'wrong key': '{"code":401,…}' }`. */
  readonly errorSamples?: Readonly<Record<string, string | ErrorSample>>
  /** Endpoints whose replies fit one page, whatever their requests name. */
  readonly singlePage?: readonly string[]
  /**
   * What the connector is known not to do, and why: the beginning of a scenario's title, rule included, and the reason.
   * Such a scenario must fail: when it holds, it is time to take the line out.
   */
  readonly knownGaps?: Readonly<Record<string, string>>
  /** What seeded storms of faults start from. Default 1. */
  readonly seed?: number
  /** How many points of a run a crash is tried at, evenly. Default: all of a short run, at least 30 of a long one. */
  readonly crashPoints?: number
}

/** Options of {@link connectorContract}. */
export interface ConnectorContractOptions extends ContractOptions, TestFunctions {}
