import { type ConnectionInfo, encodeJson, type LedgerRow, type StreamInfo, type WindowId } from '@outlay/core'
import { stateOf } from './state-store-contract.js'

/** A stream with a column of every type. */
export const USAGE: StreamInfo = {
  connector: 'kit',
  name: 'usage',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'day', type: 'date' },
    { name: 'calls', type: 'count' },
    { name: 'rate', type: 'decimal' },
    { name: 'cost', type: 'money' },
    { name: 'live', type: 'boolean' },
    { name: 'more', type: 'json' },
  ],
}
/** Another stream of the same endpoint. */
export const OTHER: StreamInfo = { ...USAGE, name: 'other_usage' }

/** Rows with the keys 1 to `count`. */
export function rowsOf(count: number): readonly LedgerRow[] {
  return Array.from({ length: count }, (_, index) => rowOf(index + 1))
}

/** One row; `amount` is what it costs. */
export function rowOf(number: number, amount = `${number}.50`): LedgerRow {
  const cost = { amount, currency: 'USD' }
  return {
    stream: USAGE,
    key: keyOf(number),
    record: {
      id: `r${number}`,
      day: '2026-01-02',
      calls: number,
      rate: '0.000001',
      cost,
      live: true,
      more: { list: [number, null, 'x'] },
    },
    raw: { id: number, cost: amount },
    charge: {
      billed: cost,
      period: { start: '2026-01-02T00:00:00Z', end: '2026-01-03T00:00:00Z' },
      sku: 'calls',
      quantity: { amount: number, unit: 'Calls' },
    },
    coverage: undefined,
  }
}

/** A record without anything but its id. */
export function nothing(number: number): LedgerRow['record'] {
  return { id: `r${number}`, day: null, calls: null, rate: null, cost: null, live: null, more: null }
}

/** The key of a row. */
export function keyOf(number: number): string {
  return encodeJson([`r${number}`])
}

/** What rows are told apart by, in order. */
export function keysOf(
  rows: readonly { readonly stream: string | StreamInfo; readonly key: string }[],
): readonly string[] {
  return rows.map(({ stream, key }) => `${typeof stream === 'string' ? stream : stream.name} ${key}`).sort()
}

/** The nth day of a connection. */
export function windowOf(connection: string, day: number): WindowId {
  const { endpoint, partition, start, end } = stateOf(connection, day)
  return { connection, endpoint, partition, start, end }
}

/** A connection of the kit's own connector. */
export function connectionInfo(connection: string): ConnectionInfo {
  return {
    connection,
    connector: 'kit',
    billing: {
      provider: 'Kit',
      service: 'Kit',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'documented',
    },
    streams: [USAGE, OTHER],
  }
}
