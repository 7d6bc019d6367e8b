import { chinaDayOf } from './china-day.js'
import { drawCharges, returnOf, type UsageRow, type UsageWorld } from './usage-row.js'

/** Which rows: days in Asia/Shanghai counted from 1970-01-01, both inclusive, and what the vendor's clock has reached. */
export interface UsageSelection {
  readonly firstDay: number
  readonly lastDay: number
  /** The vendor's now in ms since the epoch: a row exists from its CostTime on. */
  readonly asOf: number
  readonly organization?: string
  readonly quotaType?: string
}

/** The selected rows by CostTime: their number, and any stretch of them. */
export interface SelectedUsage {
  readonly total: number
  slice(start: number, end: number): UsageRow[]
}

/** Days kept per cache. Generated days are pure functions, so forgetting one costs time only. */
const daysKept = 1_024
const longestReturnDays = 3

/** Reads the generated world from its first day on (a day in Asia/Shanghai counted from 1970-01-01). */
export function usageLedger(world: UsageWorld, historyStart: number): (selection: UsageSelection) => SelectedUsage {
  const chargesOf = remembered((_key, day: number) => (day < historyStart ? [] : drawCharges(world, day)))
  const rowsOf = remembered((_key, day: number) => rowsOfDay(chargesFrom, day))
  const filteredOf = remembered((_key, day: number, selection: UsageSelection) =>
    rowsFrom(day).filter((row) => isSelected(row, selection)),
  )
  const chargesFrom = (day: number) => chargesOf(`${day}`, day)
  const rowsFrom = (day: number) => rowsOf(`${day}`, day)
  return (selection) => {
    const { organization, quotaType } = selection
    const lists: { rows: readonly UsageRow[]; count: number }[] = []
    for (let day = Math.max(selection.firstDay, historyStart); day <= selection.lastDay; day += 1) {
      const unfiltered = organization === undefined && quotaType === undefined
      const key = JSON.stringify([day, organization ?? null, quotaType ?? null])
      const rows = unfiltered ? rowsFrom(day) : filteredOf(key, day, selection)
      const count = visibleCount(rows, selection.asOf)
      if (count > 0) lists.push({ rows, count })
      if (day >= chinaDayOf(selection.asOf / 1_000)) break
    }
    return selected(lists)
  }
}

function isSelected(row: UsageRow, { organization, quotaType }: UsageSelection): boolean {
  return (
    (organization === undefined || row.flow.organization === organization) &&
    (quotaType === undefined || row.quotaType === quotaType)
  )
}

function rowsOfDay(chargesOf: (day: number) => readonly UsageRow[], day: number): UsageRow[] {
  const rows = [...chargesOf(day)]
  for (let charged = day - longestReturnDays; charged < day; charged += 1) {
    for (const charge of chargesOf(charged)) {
      const back = returnOf(charge)
      if (back !== undefined && chinaDayOf(back.costTime) === day) rows.push(back)
    }
  }
  return rows.sort((a, b) => a.costTime - b.costTime)
}

/** How many rows of a sorted day exist by an instant (ms since the epoch). */
function visibleCount(rows: readonly UsageRow[], asOf: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row !== undefined && row.costTime * 1_000 <= asOf) low = middle + 1
    else high = middle
  }
  return low
}

function selected(lists: readonly { rows: readonly UsageRow[]; count: number }[]): SelectedUsage {
  return {
    total: lists.reduce((sum, list) => sum + list.count, 0),
    slice(start, end) {
      const rows: UsageRow[] = []
      let before = 0
      for (const list of lists) {
        const from = Math.max(start - before, 0)
        const to = Math.min(end - before, list.count)
        if (from < to) rows.push(...list.rows.slice(from, to))
        before += list.count
      }
      return rows
    },
  }
}

/** Keeps the newest results of a pure function by key. */
function remembered<Rest extends unknown[], Value>(
  make: (key: string, ...rest: Rest) => Value,
): (key: string, ...rest: Rest) => Value {
  const kept = new Map<string, Value>()
  return (key, ...rest) => {
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = make(key, ...rest)
    const oldest = kept.size >= daysKept ? kept.keys().next().value : undefined
    if (oldest !== undefined) kept.delete(oldest)
    kept.set(key, made)
    return made
  }
}
