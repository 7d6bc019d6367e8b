import { OutlayError, VendorError } from '../contract/errors.js'
import { attemptStages } from './attempt-stages.js'
import { FailedAttempt } from './failed-attempt.js'
import type { Exchange, Operation, PipelineServices } from './operation.js'
import { withRetry } from './retry.js'

/** Sends operations: log → retry, and per attempt prepare → limit → auth → transport → decode → classify → validate. */
export type Pipeline = <T>(operation: Operation<T>) => Promise<T>

/** The pipeline of one connection. */
export function createPipeline(services: PipelineServices): Pipeline {
  const stages = attemptStages(services)
  return (operation) =>
    withLog(services, operation, () =>
      withRetry(services, operation, async (exchange) => {
        try {
          for (const stage of stages) await stage.run(exchange)
        } finally {
          exchange.release()
        }
        return validated(operation, exchange)
      }),
    )
}

/** Stage `validate`: a reply that does not read is told like any other failure of the vendor's, and is not asked for again. */
function validated<T>(operation: Operation<T>, { reply, wire }: Exchange): T {
  try {
    return operation.validate(reply?.body ?? null, wire?.body.length ?? 0)
  } catch (error) {
    throw error instanceof VendorError ? FailedAttempt.of(error, false) : error
  }
}

async function withLog<T>(
  { logger, clock }: PipelineServices,
  operation: Operation<T>,
  run: () => Promise<T>,
): Promise<T> {
  const began = clock.now()
  const fields = { endpoint: operation.endpoint, path: operation.request.path }
  try {
    const result = await run()
    logger.debug('vendor answered', { ...fields, ms: clock.now() - began })
    return result
  } catch (error) {
    const code = OutlayError.isInstance(error) ? error.code : 'ABORTED'
    logger.debug('vendor call failed', { ...fields, code, ms: clock.now() - began })
    throw error
  }
}
