import type { Failure } from '../contract/failure.js'
import type { Exchange, Operation, PipelineServices } from './operation.js'

/** Does what may be done about a refusal, and says so in words; undefined where nothing may. */
export type MendRefusal = (failure: Failure, exchange: Exchange) => Promise<string | undefined>

/** For one operation: its authenticator is asked to recover at most once, whatever the number of attempts. */
export function refusalMender(services: PipelineServices, operation: Operation<unknown>): MendRefusal {
  const { auth } = services.connector
  const recover = operation.authenticated ? auth?.authenticator.recover : undefined
  let asked = false
  return async (failure, { sent }) => {
    if (!failure.recover || asked || recover === undefined || sent === undefined) return undefined
    asked = true
    const context = { ...services.authContext(operation.signal), config: auth?.config }
    return (await recover(failure, sent, context)) ? 'renewed the credentials' : undefined
  }
}
