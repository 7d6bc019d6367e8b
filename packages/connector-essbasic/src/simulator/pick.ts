/** The element of a non-empty list that a number in [0, 1) falls on. */
export function pick<T>(list: readonly T[], share: number): T {
  const element = list[Math.floor(share * list.length)]
  if (element === undefined) throw new RangeError(`nothing to pick at ${share} of ${list.length} elements`)
  return element
}
