/** Counts calls per second of the vendor's clock (ms since the epoch); says whether one more is within the bound. */
export function callRate(perSecond: number): (now: number) => boolean {
  let second = Number.NaN
  let calls = 0
  return (now) => {
    const current = Math.floor(now / 1_000)
    if (current !== second) calls = 0
    second = current
    calls += 1
    return calls <= perSecond
  }
}
