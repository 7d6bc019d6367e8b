/** Counts calls of each action per second of the vendor's clock (ms since the epoch); says whether one more is within the bound. */
export function callRate(perSecond: number): (action: string, now: number) => boolean {
  let second = Number.NaN
  const calls = new Map<string, number>()
  return (action, now) => {
    const current = Math.floor(now / 1_000)
    if (current !== second) calls.clear()
    second = current
    const count = (calls.get(action) ?? 0) + 1
    calls.set(action, count)
    return count <= perSecond
  }
}
