/**
 * At most `max` requests in any stretch of `perMs`. One too many is refused, and everything after it for `penaltyMs`.
 * Vendors count by sliding windows, so it is the strictest reading of "20 a second".
 */
export function rateLimit({ max, perMs, penaltyMs }) {
  const accepted = []
  let closedUntil = 0
  return (now) => {
    if (now < closedUntil) return false
    while (accepted.length > 0 && accepted[0] <= now - perMs) accepted.shift()
    if (accepted.length >= max) {
      closedUntil = now + penaltyMs
      return false
    }
    accepted.push(now)
    return true
  }
}
