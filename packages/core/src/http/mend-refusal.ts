import type { Failure } from '../contract/failure.js'
import { correctClock } from './correct-clock.js'
import type { Exchange, Operation, PipelineServices } from './operation.js'

/** Does what may be done about a refusal, and says so in words; undefined where nothing may. */
export type MendRefusal = (failure: Failure, exchange: Exchange) => Promise<string | undefined>

/**
 * For one operation: its clock is corrected at most once, and its authenticator asked to recover at most once, whatever
 * the number of attempts. Calls that fetch credentials themselves have neither.
 */
export function refusalMender(services: PipelineServices, operation: Operation<unknown>): MendRefusal {
  const auth = operation.authenticated ? services.connector.auth : undefined
  let [mayCorrect, mayRecover] = [true, true]
  // Without a renewal to wait for it is known at once: whatever waits for the same slot must not slip out meanwhile.
  const renewal = (failure: Failure, { sent }: Exchange): Promise<boolean> | false => {
    if (!failure.recover || !mayRecover || auth?.authenticator.recover === undefined || sent === undefined) return false
    mayRecover = false
    const context = { ...services.authContext(operation.signal), config: auth.config }
    return auth.authenticator.recover(failure, sent, context)
  }
  return async (failure, exchange) => {
    if (auth !== undefined && failure.skew && mayCorrect && correctClock(services, exchange)) {
      mayCorrect = false
      return `corrected the clock by ${services.clockOffset.ms} ms`
    }
    const renewing = renewal(failure, exchange)
    return renewing !== false && (await renewing) ? 'renewed the credentials' : undefined
  }
}
