import type { Failure } from '../contract/failure.js'
import { FailedAttempt, vendorError } from './failed-attempt.js'
import { refusalMender } from './mend-refusal.js'
import { type Exchange, newExchange, type Operation, type PipelineServices } from './operation.js'
import { LONGEST_WAIT_MS, suspended } from './suspended.js'

/** Four attempts with the first. What mends a refusal makes one more, at once, that does not count. */
const MAX_RETRIES = 3
const BASE_MS = 500
const CAP_MS = 30_000

/**
 * Stage `retry`: full jitter, the vendor's Retry-After up to 15 minutes (longer suspends the run), only what classify
 * calls retryable, within the connection's budget.
 */
export async function withRetry<T>(
  services: PipelineServices,
  operation: Operation<T>,
  attempt: (exchange: Exchange) => Promise<T>,
): Promise<T> {
  const { title, budget, redactor } = services
  const mend = refusalMender(services, operation)
  const history: string[] = []
  for (let retries = 0; ; ) {
    const exchange = newExchange(operation)
    try {
      const result = await attempt(exchange)
      budget.refund()
      return result
    } catch (error) {
      // Anything else (an abort, a bug, bad data, what a call for a token within the call came to) is none.
      if (!(error instanceof FailedAttempt)) throw error
      const { failure } = error
      const line = `${history.length + 1}: ${failure.code}`
      const mended = await mend(failure, exchange)
      if (mended !== undefined) {
        history.push(`${line}, then ${mended}`)
        continue
      }
      const wait = failure.retryable && retries < MAX_RETRIES ? waitAfter(services, failure, retries) : undefined
      if (wait === undefined || !budget.take()) throw vendorError(title, error, [...history, line], redactor)
      history.push(`${line}, then waited ${wait} ms`)
      retries += 1
      await pause(services, operation, history.length, failure, wait)
    }
  }
}

/** Milliseconds before the next attempt. Throws a SuspendedError where the vendor asks for more than 15 minutes. */
function waitAfter({ clock, random, redactor }: PipelineServices, failure: Failure, retries: number): number {
  const { code, retryAfterMs = 0 } = failure
  const jitter = random.next() * Math.min(CAP_MS, BASE_MS * 2 ** (retries + 1))
  const wait = Math.ceil(Math.max(jitter, retryAfterMs + jitter / 10)) // as exact as it is told
  if (retryAfterMs > LONGEST_WAIT_MS) {
    throw suspended(`it asks to wait after ${redactor.text(code)}`, clock.now() + wait)
  }
  return Math.min(wait, LONGEST_WAIT_MS)
}

async function pause(
  { clock, notify }: PipelineServices,
  { place, signal }: Operation<unknown>,
  failed: number,
  { code, category }: Failure,
  wait: number,
): Promise<void> {
  const until = new Date(clock.now() + wait).toISOString()
  notify({ type: 'retry', ...place, attempt: failed + 1, code, category })
  notify({ type: 'waiting', ...place, reason: 'retry', until, ms: wait })
  await clock.sleep(wait, signal)
}
