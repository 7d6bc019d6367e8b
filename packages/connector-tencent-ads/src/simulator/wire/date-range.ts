import { parseDay } from '../world/china-day.js'
import { members } from './filtering.js'
import type { QueryParameters } from './query-parameters.js'
import { Refusal } from './refusal.js'

/** What an endpoint allows in `date_range`, in days. */
export interface RangeRule {
  readonly maxSpan: number
  /** How many days before today the first one may lie. */
  readonly maxAge: number
}

/** The days of `date_range`, oldest first; none of them lies in the future. @throws Refusal */
export function parseDateRange(parameters: QueryParameters, today: number, rule: RangeRule): number[] {
  parameters.required('date_range')
  const range = members(parameters.json('date_range'), 'date_range', ['start_date', 'end_date'])
  const start = parseDay10(range.start_date, 'start_date')
  const end = parseDay10(range.end_date, 'end_date')
  if (end < start) throw new Refusal(31057, 'date_range')
  const span = end - start + 1
  if (span > rule.maxSpan || today - start > rule.maxAge || end > today) throw new Refusal(31002, 'date_range')
  return Array.from({ length: span }, (_none, index) => start + index)
}

/** A day in the ten bytes that the vendor wants. @throws Refusal */
export function parseDay10(value: unknown, name: string): number {
  if (typeof value !== 'string') throw new Refusal(18002, name)
  if (value.length !== 10) throw new Refusal(18014, name)
  const day = parseDay(value)
  if (day === undefined) throw new Refusal(18002, name)
  return day
}
