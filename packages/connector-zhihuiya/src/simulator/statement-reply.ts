import { isSunday } from './accounting-day.js'
import type { CatalogueEntry, PricedEntry } from './catalogue.js'
import { MONEY_SCALE } from './day-figures.js'
import { decimalText } from './exact-decimal.js'
import { type JsonValue, jsonText, NumberLiteral } from './json-text.js'
import type { SimulatorSettings } from './simulator-settings.js'
import { comboRows, type DaySpan, type StatementRow, usageRows } from './statement-rows.js'

// What a wrong total is off by: 12.34 CNY, and the differences of the vendor's own example.
const WRONG_MONEY = 12_340_000_000_000n
const WRONG_COUNT = 79

/** Body of a successful statement over `span`, in the order of members of the vendor's example. */
export function statementReply(settings: SimulatorSettings, span: DaySpan, now: number): string {
  const usage = usageRows(settings.world, span, now)
  const combos = comboRows(settings.world, span, now)
  const wrong = settings.statedTotals === 'wrong' && usage.length > 0
  const money = total(usage.map((row) => row.money)) + (wrong ? WRONG_MONEY : 0n)
  const uses = sum(combos.map((row) => row.calls)) + (wrong ? WRONG_COUNT : 0)
  const counted = sum(combos.map((row) => row.counted)) + (wrong ? WRONG_COUNT : 0)
  return jsonText({
    data: {
      usage: list(usage, span, (row) => usageMember(row, settings)),
      combo_usage: list(combos, span, (row) => comboMember(row, settings)),
      usage_money: moneyLiteral(money),
      combo_use_num: uses,
      combo_usage_num: counted,
    },
    status: true,
    error_code: 0,
  })
}

/** An idle span has `[]`, or `null` where its last day is a Sunday: both occur, and both must be read. */
function list<Row>(rows: readonly Row[], span: DaySpan, member: (row: Row) => JsonValue): JsonValue {
  return rows.length === 0 && isSunday(span.to - 1) ? null : rows.map(member)
}

function usageMember({ entry, calls, counted, money }: StatementRow<PricedEntry>, settings: SimulatorSettings) {
  return {
    fee_times: counted,
    used_money: moneyLiteral(money),
    usage_times: calls,
    request_path: entry.path,
    serial_number: entry.code,
    request_path_name: name(entry, settings),
  }
}

function comboMember({ entry, calls, counted }: StatementRow<CatalogueEntry>, settings: SimulatorSettings) {
  return {
    url: entry.path,
    url_name: name(entry, settings),
    used_num: calls,
    ...(settings.withUsageNum ? { usage_num: counted } : {}),
  }
}

function name({ code, chinese, english }: CatalogueEntry, { names }: SimulatorSettings): string {
  const plain = `[${code}]${chinese}`
  return names === 'plain' ? plain : `<cn>${plain}</cn><us>[${code}]${english}</us>`
}

function moneyLiteral(units: bigint): NumberLiteral {
  return new NumberLiteral(decimalText({ units, scale: MONEY_SCALE }))
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, amount) => all + amount, 0n)
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}
