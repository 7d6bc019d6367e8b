import type { ReplyFacts } from '../contract/definition.js'
import { OutlayError, VendorError } from '../contract/errors.js'
import type { ErrorCategory } from '../contract/failure.js'
import type { Receipt } from '../contract/receipt.js'
import { attemptStages, type Stage } from './attempt-stages.js'
import { FailedAttempt } from './failed-attempt.js'
import type { Call, Exchange, Operation, PipelineServices } from './operation.js'
import { withRetry } from './retry.js'

/** Sends operations: log → retry, and per attempt prepare → limit → auth → transport → decode → classify → validate. */
export type Pipeline = <T>(call: Call<T>) => Promise<T>

/** The pipeline of one connection. */
export function createPipeline(services: PipelineServices): Pipeline {
  const stages = attemptStages(services)
  let requests = 0
  return (call) => {
    requests += 1
    const { endpoint, window } = call
    const operation = { place: { endpoint, request: requests, ...(window && { window }) }, ...call }
    let last: Exchange | undefined
    const send = (exchange: Exchange) => {
      last = Object.assign(exchange, { attempt: (last?.attempt ?? 0) + 1 })
      return attempt(services, stages, operation, last)
    }
    return withLog(
      services,
      operation,
      () => last,
      () => withRetry(services, operation, send),
    )
  }
}

async function attempt<T>(
  services: PipelineServices,
  stages: readonly Stage[],
  operation: Operation<T>,
  exchange: Exchange,
): Promise<T> {
  try {
    for (const stage of stages) await stage.run(exchange)
    tellAttempt(services, exchange, undefined)
  } catch (error) {
    tellAttempt(services, exchange, error)
    throw error
  } finally {
    exchange.slot?.release()
  }
  return validated(operation, exchange)
}

function tellAttempt(services: PipelineServices, exchange: Exchange, error: unknown): void {
  const { operation, attempt, sent, ms, wire, receipt } = exchange
  if (sent === undefined || ms === undefined) return // nothing went out
  const { code, category } = error === undefined ? ACCEPTED : failureOf(error, operation.signal)
  const { origin } = services.connector.baseUrl
  const [status, bytes] = [wire?.status ?? null, wire?.body.length ?? 0]
  services.notify(() => {
    const place = { ...operation.place, attempt, method: sent.method, origin }
    return { type: 'attempt_finished', ...place, status, bytes, ms, code, category, ...stated(receipt) }
  })
  services.record(exchange, code)
}

const ACCEPTED = { code: null, category: null }

/** Of what a receipt may hold, what it does. */
function stated({ requestId, units }: Receipt = {}): { readonly requestId?: string; readonly units?: string } {
  return { ...(requestId && { requestId }), ...(units && { units }) }
}

/** Stage `validate`: a reply that does not read is told like any other failure of the vendor's, and is not asked for again. */
function validated<T>(operation: Operation<T>, exchange: Exchange): T {
  try {
    return operation.validate(exchange.reply?.body ?? null, factsOf(exchange))
  } catch (error) {
    // One that has the vendor's own words says all there is to say.
    const isOurs = error instanceof VendorError && error.vendor === undefined
    throw isOurs ? FailedAttempt.of(error, { retryable: false }).under(exchange.receipt?.requestId) : error
  }
}

function factsOf({ sent, wire, reply }: Exchange): ReplyFacts {
  return { headers: reply?.headers ?? {}, url: sent?.url ?? '', bytes: wire?.body.length ?? 0 }
}

async function withLog<T>(
  { logger, clock, notify }: PipelineServices,
  operation: Operation<T>,
  last: () => Exchange | undefined,
  run: () => Promise<T>,
): Promise<T> {
  const began = clock.now()
  const debug = (message: string, outcome: { readonly code?: string; readonly ms: number }): void => {
    if (logger.isOn?.('debug') === false) return
    const path = withoutQuery(operation.request.path)
    logger.debug(message, { endpoint: operation.endpoint, path, ...outcome, ...stated(last()?.receipt) })
  }
  const finished = (code: string | null): number => {
    const ms = clock.now() - began
    notify(() => ({ type: 'request_finished', ...operation.place, attempts: last()?.attempt ?? 0, ms, code }))
    return ms
  }
  notify(() => ({ type: 'request_started', ...operation.place }))
  try {
    const result = await run()
    debug('vendor answered', { ms: finished(null) })
    return result
  } catch (error) {
    const { code } = failureOf(error, operation.signal)
    debug('vendor call failed', { code, ms: finished(code) })
    throw error
  }
}

/** An abort's reason may be any error, such as that of another page. */
function failureOf(
  error: unknown,
  signal: AbortSignal,
): { readonly code: string; readonly category: ErrorCategory | null } {
  if (error instanceof FailedAttempt) return error.failure
  return signal.aborted ? { code: 'ABORTED', category: null } : OutlayError.from(error)
}

/** A next link holds whatever its vendor put there: no query string is logged. */
function withoutQuery(path: string): string {
  const end = path.search(/[?#]/)
  return end === -1 ? path : path.slice(0, end)
}
