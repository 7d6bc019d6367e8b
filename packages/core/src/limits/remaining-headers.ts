/** What a reply's headers say about the vendor's count. */
export interface Remaining {
  /** Requests that are left until the count starts afresh. */
  readonly remaining: number
  /** Until it does: seconds from the reply, or since the epoch (a number over 10^9). Absent: unknown. */
  readonly resetSeconds?: number | undefined
}

type Headers = Readonly<Record<string, string>>

/** Reads the forms in use: `RateLimit` (`"name";r=9;t=30` and `remaining=9, reset=30`), `RateLimit-Remaining`, `X-RateLimit-Remaining`, `X-Rate-Limit-Remaining`, each with its reset. */
export function remainingIn(headers: Headers): Remaining | undefined {
  for (const prefix of ['ratelimit', 'x-ratelimit', 'x-rate-limit']) {
    const remaining = numberIn(headers[`${prefix}-remaining`])
    if (remaining !== undefined) return { remaining, resetSeconds: numberIn(headers[`${prefix}-reset`]) }
  }
  return tightest(headers.ratelimit ?? '')
}

/** Of several policies in one header the one with the least left, and of those the last to reset. */
function tightest(header: string): Remaining | undefined {
  const policies = header.includes(';') ? header.split(',') : [header]
  const read = policies.flatMap((policy): Remaining[] => {
    const remaining = numberIn(/(?:^|[;,\s])(?:r|remaining)=(\d+)/i.exec(policy)?.[1])
    const resetSeconds = numberIn(/(?:^|[;,\s])(?:t|reset)=(\d+)/i.exec(policy)?.[1])
    return remaining === undefined ? [] : [{ remaining, resetSeconds }]
  })
  const order = (a: Remaining, b: Remaining): number =>
    a.remaining - b.remaining || (b.resetSeconds ?? 0) - (a.resetSeconds ?? 0)
  return read.sort(order)[0]
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}
