/** The middle value; of an even number the mean of the two in the middle. Undefined ones (of processes that were killed) do not count. */
export function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Least and most. */
export function range(values) {
  const known = values.filter((value) => value !== undefined)
  return [Math.min(...known), Math.max(...known)]
}
