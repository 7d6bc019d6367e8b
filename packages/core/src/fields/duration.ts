const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A length of time with its unit: `'250ms'`, `'30s'`, `'15m'`, `'6h'`, `'7d'` (a day is 24 hours). */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

/** Milliseconds of a duration. Throws a RangeError for text that is none. */
export function parseDuration(duration: Duration): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration)
  if (match === null) throw new RangeError(`"${duration}" is no duration: write a number and ms, s, m, h or d`)
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]
}
