/**
 * A token bucket: `max` tokens, refilled evenly over `perMs`, one a request. A request that finds none is refused, and so
 * is every one after it for `penaltyMs`.
 */
export function rateLimit({ max, perMs, penaltyMs }) {
  let tokens = max
  let filledAt
  let closedUntil = 0
  return (now) => {
    tokens = Math.min(max, tokens + ((now - (filledAt ?? now)) * max) / perMs)
    filledAt = now
    if (now < closedUntil) return false
    if (tokens < 1) {
      closedUntil = now + penaltyMs
      return false
    }
    tokens -= 1
    return true
  }
}
