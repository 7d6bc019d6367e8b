// What cells of generated tables are written in.

export function code(text) {
  return `\`${text}\``
}

/** In the largest unit that fits: 90000 ms are 90 s, 86400000 ms a day. */
export function duration(ms) {
  const [size, unit] = [
    [86_400_000, 'day'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1_000, 's'],
    [1, 'ms'],
  ].find(([length]) => ms % length === 0 && ms >= length) ?? [1, 'ms']
  const count = ms / size
  return unit === 'day' && count !== 1 ? `${count} days` : `${count} ${unit}`
}
