import type { AskedRequest } from './asked-request.js'

/** What credentials say about the time, milliseconds: timestamps among the members that the declaration does not state. */
export function signedTimes({ members }: AskedRequest, added: readonly string[], now: number): readonly number[] {
  return added.flatMap((name) => {
    const ms = instantOf((members.get(name) ?? '').replace(/^"|"$/g, ''))
    // A number of ten digits may be anything, an id, too; a clock that is further off is no clock.
    return ms !== undefined && Math.abs(ms - now) < 3 * DAY_MS ? [ms] : []
  })
}

const DAY_MS = 86_400_000

function instantOf(text: string): number | undefined {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000
  if (/^\d{13}$/.test(text)) return Number(text)
  if (/^\d{8}T\d{6}Z$/.test(text)) {
    return Date.parse(text.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'))
  }
  return ZONED.test(text) ? Date.parse(text) : undefined
}

/** What names no zone is the time of nobody knows where. */
const ZONED = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$|^\w{3}, \d.* GMT$/
