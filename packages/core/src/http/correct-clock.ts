import type { Exchange, PipelineServices } from './operation.js'

/** The Date header counts seconds: what is less cannot be told, and no vendor refuses it. */
const LEAST_MS = 1000

/**
 * Sets the connection's clock by the Date header of a reply that refuses a request because of the clock. False where that
 * cannot help: without a Date header, or where the attempt was made by the vendor's time already.
 */
export function correctClock(services: PipelineServices, exchange: Exchange): boolean {
  const { clockOffset, notify, logger } = services
  const { endpoint, place } = exchange.operation
  const offsetMs = offsetBy(exchange)
  if (offsetMs === undefined || isNear(offsetMs, exchange.clockOffsetMs)) return false
  // Requests that were under way together are refused together: the first of them has set the clock for all.
  if (isNear(offsetMs, clockOffset.ms)) return true
  clockOffset.ms = offsetMs
  notify({ type: 'clock_corrected', ...place, offsetMs })
  logger.warn("this machine's clock is off the vendor's: set it", { endpoint, offsetMs })
  return true
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < LEAST_MS
}

/** The vendor's time less ours, milliseconds. The vendor read its clock about half way between sending and arrival. */
function offsetBy({ wire, sentAt, arrivedAt }: Exchange): number | undefined {
  const date = Date.parse(wire?.headers.date ?? '')
  return Number.isNaN(date) ? undefined : Math.round(date - (sentAt + arrivedAt) / 2)
}
