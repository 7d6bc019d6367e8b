import type { AuthContext } from '../contract/authenticator.js'
import type { BoundConnector } from '../contract/definition.js'
import { OutlayError } from '../contract/errors.js'
import type { RunEvent } from '../contract/observer.js'
import type { HttpRequest } from '../contract/request.js'
import type { Clock, Logger, Random, Transport } from '../contract/services.js'
import type { JsonValue } from '../numbers/json-value.js'
import { attemptStages, type Exchange } from './attempt-stages.js'
import type { KeyedLimit, Limiter } from './limiter.js'
import type { Redactor } from './redactor.js'
import { withRetry } from './retry.js'
import type { RetryBudget } from './retry-budget.js'

/** What the pipeline of one connection works with. */
export interface PipelineServices {
  readonly connector: BoundConnector
  readonly title: string
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly limiter: Limiter
  readonly redactor: Redactor
  readonly budget: RetryBudget
  readonly notify: (event: RunEvent) => void
  /** Everything that authenticators use, but for the config. */
  readonly authContext: (signal: AbortSignal) => Omit<AuthContext<unknown>, 'config'>
  readonly limitsOf: (endpoint: string) => readonly KeyedLimit[]
}

/** One operation: a request, and how to read its reply. */
export interface Operation<T> {
  readonly endpoint: string
  readonly request: HttpRequest
  /** False for calls that fetch credentials themselves. */
  readonly authenticated: boolean
  readonly signal: AbortSignal
  /** Stage `validate`: throws a DataError. Runs after classification: an error envelope has no data. */
  readonly validate: (body: JsonValue, bytes: number) => T
}

/** Sends operations: log → retry, and per attempt limit → auth → transport → decode → classify → validate. */
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
        return operation.validate(exchange.reply?.body ?? null, exchange.wire?.body.length ?? 0)
      }),
    )
}

/** One attempt at an operation, before its first stage. */
export function newExchange(operation: Operation<unknown>): Exchange {
  return { operation, sent: undefined, wire: undefined, reply: undefined, release: () => {} }
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
