import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { Amount, FieldInfo, HeldRow, StreamInfo, WindowId } from '@outlay/core'
import { quoted } from './column.js'
import { streamTable } from './stream-columns.js'
import { isWindow } from './window-filter.js'

/** The amounts that a ledger holds of a stream's rows in one window, some thousands of rows at a time. */
export async function* heldRows(
  connection: DuckDBConnection,
  stream: StreamInfo,
  { connection: name, partition, start }: WindowId,
): AsyncGenerator<HeldRow, void, undefined> {
  const amounts = [...stream.fields.flatMap(recordAmount), ...CHARGE_AMOUNTS]
  const result = await connection.stream(select(stream, amounts), [name, partition, start, stream.name])
  for await (const rows of result.yieldRows()) {
    for (const [key, ...values] of rows) yield heldRow(stream.name, String(key), amounts, values)
  }
}

/** One amount: its digits and, of money, its currency. */
interface HeldAmount {
  readonly name: string
  /** SQL on the stream's table `r` and its charges `c`. */
  readonly digits: string
  /** SQL; null for what is no money. */
  readonly currency: string | null
}

function recordAmount({ name, type }: FieldInfo): readonly HeldAmount[] {
  const column = (suffix: string): string => `r.${quoted(`${name}${suffix}`)}`
  const amount = { name: `record.${name}`, currency: null }
  if (type === 'money') return [{ ...amount, digits: column('_text'), currency: column('_currency') }]
  if (type === 'decimal') return [{ ...amount, digits: column('_text') }]
  return type === 'count' ? [{ ...amount, digits: `${column('')}::VARCHAR` }] : []
}

const CHARGE_AMOUNTS: readonly HeldAmount[] = [
  { name: 'charge.billed', digits: 'c.billed_text', currency: 'c.billed_currency' },
  { name: 'charge.effective', digits: 'c.effective_text', currency: 'c.effective_currency' },
  { name: 'charge.quantity', digits: 'c.quantity_text', currency: null },
]

/** A stream's key is unique; of its charges in one window, too. */
function select(stream: StreamInfo, amounts: readonly HeldAmount[]): string {
  const columns = amounts.flatMap(({ digits, currency }) => (currency === null ? [digits] : [digits, currency]))
  return `select r._key, ${columns.join(', ')}
    from (from ${quoted(streamTable(stream.connector, stream.name))} where ${isWindow('_')}) r
    left join (from _charges where ${isWindow('')} and stream = $4) c on c.key = r._key`
}

function heldRow(
  stream: string,
  key: string,
  columns: readonly HeldAmount[],
  values: readonly (DuckDBValue | undefined)[],
): HeldRow {
  const amounts: Record<string, Amount> = {}
  let at = 0
  for (const { name, currency } of columns) {
    const digits = text(values[at])
    amounts[name] =
      digits === null || currency === null ? digits : { amount: digits, currency: text(values[at + 1]) ?? '' }
    at += currency === null ? 1 : 2
  }
  return { stream, key, amounts }
}

function text(value: DuckDBValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}
