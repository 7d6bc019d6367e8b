/** Whether a value is a number of requests that a run may be allowed. */
export function isRequestCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}
