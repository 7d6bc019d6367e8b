import { parseDay } from './china-day.js'

/** The days of half-open bounds, within [first, end). @throws RangeError on a bound that is no day */
export function daysBetween(
  bounds: { readonly from?: string; readonly to?: string },
  first: number,
  end: number,
): number[] {
  const from = Math.max(dayOf(bounds.from) ?? first, first)
  const to = Math.min(dayOf(bounds.to) ?? end, end)
  return Array.from({ length: Math.max(0, to - from) }, (_none, index) => from + index)
}

function dayOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const day = parseDay(text)
  if (day === undefined) throw new RangeError('from and to are days of the calendar, YYYY-MM-DD')
  return day
}
