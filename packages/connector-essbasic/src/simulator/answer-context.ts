import type { SimulatorSettings } from './simulator-options.js'
import type { SelectedUsage, UsageSelection } from './usage-ledger.js'

/** What an answer draws on. */
export interface AnswerContext {
  readonly settings: SimulatorSettings
  readonly ledger: (selection: UsageSelection) => SelectedUsage
  /** Counts a call of an action at the vendor's now; false where it is one too many. */
  readonly withinRate: (action: string, now: number) => boolean
}
