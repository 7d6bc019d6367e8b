import type { VendorError } from '../contract/errors.js'
import { FailedAttempt, vendorError } from './failed-attempt.js'
import { LONGEST_WAIT_MS, suspended } from './limiter.js'
import { type Exchange, newExchange, type Operation, type PipelineServices } from './operation.js'

/** The first attempt included. */
const MAX_ATTEMPTS = 4
const BASE_MS = 500
const CAP_MS = 30_000

/**
 * Stage `retry`: full jitter, the vendor's Retry-After up to 15 minutes (longer suspends the run), only what classify
 * calls retryable, within the connection's budget. Once per operation the authenticator may recover from a refusal.
 */
export async function withRetry<T>(
  services: PipelineServices,
  operation: Operation<T>,
  attempt: (exchange: Exchange) => Promise<T>,
): Promise<T> {
  const history: string[] = []
  let recovered = false
  for (let number = 1; ; number += 1) {
    const exchange = newExchange(operation)
    try {
      const result = await attempt(exchange)
      services.budget.refund()
      return result
    } catch (error) {
      // Anything else (an abort, a bug, bad data, what a call for a token within the call came to) is none.
      if (!(error instanceof FailedAttempt)) throw error
      const failed = error
      history.push(`${number}: ${failed.failure.code}`)
      if (!recovered && operation.authenticated && (await recover(services, failed, exchange))) {
        recovered = true
        continue
      }
      const final = (): VendorError => vendorError(services.title, failed, history, services.redactor)
      if (!failed.failure.retryable || number >= MAX_ATTEMPTS || !services.budget.take()) throw final()
      await pause(services, operation, number, failed)
    }
  }
}

async function recover(services: PipelineServices, failed: FailedAttempt, exchange: Exchange): Promise<boolean> {
  const { auth } = services.connector
  if (!failed.failure.recover || auth?.authenticator.recover === undefined || exchange.sent === undefined) return false
  const context = { ...services.authContext(exchange.operation.signal), config: auth.config }
  return auth.authenticator.recover(failed.failure, exchange.sent, context)
}

async function pause(
  services: PipelineServices,
  operation: Operation<unknown>,
  number: number,
  failed: FailedAttempt,
): Promise<void> {
  const { clock, random, notify, redactor } = services
  const { code, category, retryAfterMs } = failed.failure
  const jitter = random.next() * Math.min(CAP_MS, BASE_MS * 2 ** number)
  const wait = retryAfterMs === undefined ? jitter : Math.max(jitter, retryAfterMs + jitter / 10)
  const until = clock.now() + wait
  if ((retryAfterMs ?? 0) > LONGEST_WAIT_MS) throw suspended(`it asks to wait after ${redactor.text(code)}`, until)
  notify({ type: 'retry', endpoint: operation.endpoint, attempt: number + 1, code, category })
  notify({ type: 'waiting', endpoint: operation.endpoint, reason: 'retry', until: new Date(until).toISOString() })
  await clock.sleep(wait, operation.signal)
}
