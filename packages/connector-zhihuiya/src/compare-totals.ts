import { compareDecimals, isDecimal, isExactNumber, sumDecimals } from '@outlay/core'
import * as z from 'zod'

/** The part of a statement that adds up, as it came. */
export interface Figures {
  readonly usage?: readonly unknown[] | null | undefined
  readonly combo_usage?: readonly unknown[] | null | undefined
  readonly usage_money?: unknown
  readonly combo_use_num?: unknown
  readonly combo_usage_num?: unknown
}

/**
 * Stated totals that differ from the sums of the rows, in words. Exact, so that 0.1 and 0.2 make 0.3; a total that is
 * not stated is not compared. The vendor's own example differs from itself, hence these are findings, never errors.
 */
export function compareTotals(figures: Figures): readonly string[] {
  const money = (figures.usage ?? []).map((raw) => row.parse(raw).used_money)
  const combos = (figures.combo_usage ?? []).map((raw) => row.parse(raw))
  const uses = combos.map((line) => line.used_num)
  const counted = combos.map((line) => line.usage_num ?? line.used_num)
  return [
    ...difference('usage_money', figures.usage_money, money),
    ...difference('combo_use_num', figures.combo_use_num, uses),
    ...difference('combo_usage_num', figures.combo_usage_num, counted),
  ]
}

const row = z.object({ used_money: z.unknown(), used_num: z.unknown(), usage_num: z.unknown() }).partial().catch({})

function difference(name: string, total: unknown, parts: readonly unknown[]): readonly string[] {
  const stated = textOf(total)
  const sum = sumDecimals(parts.map(textOf).filter((text) => text !== undefined))
  if (stated === undefined || compareDecimals(stated, sum) === 0) return []
  return [`${name} states ${stated}, the rows add up to ${sum}`]
}

/** A figure that is none counts as nothing here: the stream that it belongs to says what is wrong with it. */
function textOf(value: unknown): string | undefined {
  const text = isExactNumber(value) ? value.text : typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && isDecimal(text) ? text : undefined
}
