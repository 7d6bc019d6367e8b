/** Whether a value is a number of requests that a run may be allowed. */
export function isRequestCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

/** The smaller of two numbers of requests, of which either may be absent. */
export function fewestRequests(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)
}
