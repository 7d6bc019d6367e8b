import type { LedgerRow, StreamInfo } from '../contract/destination.js'
import type { Amount, HeldRow, Restatement } from '../contract/restatement.js'
import { type AmountField, amountFields, currencyOf, isSameAmount, textOf } from './row-amounts.js'
import { withoutMoves } from './without-moves.js'

/** The rows that take the place of what a ledger holds of one stream and window. */
export interface Replacement {
  readonly stream: StreamInfo
  readonly rows: readonly LedgerRow[]
  /** The last part of the rows' keys is an ordinal. */
  readonly ordinal: boolean
}

/** A row that is not what it was. Amounts are in the order of the stream's fields; absent where there was or is no row. */
export interface RowChange {
  readonly key: string
  readonly before?: readonly Amount[]
  readonly after?: readonly Amount[]
}

/** A stream at work: which of its new rows have not met their old one yet, and what has changed in the others. */
interface Comparison extends Replacement {
  readonly fields: readonly AmountField[]
  readonly unmet: Map<string, LedgerRow>
  readonly changes: RowChange[]
}

/** Compares what a ledger holds with what takes its place, by stream and key. `held` is read to its end, a row at a time. */
export async function findRestatements(
  held: AsyncIterable<HeldRow>,
  replacements: readonly Replacement[],
  notedAt: string,
): Promise<readonly Restatement[]> {
  const comparisons = new Map(replacements.map((replacement) => [replacement.stream.name, begin(replacement)]))
  for await (const row of held) {
    const comparison = comparisons.get(row.stream)
    if (comparison !== undefined) meet(comparison, row)
  }
  return [...comparisons.values()].flatMap(({ stream, fields, unmet, changes, ordinal }) => {
    const appeared = [...unmet.values()].map((row) => ({ key: row.key, after: fields.map(({ of }) => of(row)) }))
    const all = [...changes, ...appeared]
    const real = ordinal ? withoutMoves(all) : all
    return real.flatMap((change) => told(stream.name, fields, change, notedAt))
  })
}

function begin(replacement: Replacement): Comparison {
  const { stream, rows } = replacement
  const unmet = new Map(rows.map((row) => [row.key, row]))
  return { ...replacement, fields: amountFields(stream), unmet, changes: [] }
}

function meet({ fields, unmet, changes }: Comparison, { key, amounts }: HeldRow): void {
  const row = unmet.get(key)
  unmet.delete(key)
  const was = (name: string): Amount => amounts[name] ?? null
  if (row !== undefined && fields.every(({ name, of }) => isSameAmount(was(name), of(row)))) return
  const before = fields.map(({ name }) => was(name))
  changes.push({ key, before, ...(row !== undefined && { after: fields.map(({ of }) => of(row)) }) })
}

function told(
  stream: string,
  fields: readonly AmountField[],
  { key, before, after }: RowChange,
  notedAt: string,
): readonly Restatement[] {
  const one = (field: string, was: string | null, is: string | null, currency: string | null): Restatement => ({
    stream,
    key,
    field,
    before: was,
    after: is,
    currency,
    notedAt,
  })
  const amounts = fields.flatMap(({ name }, index) => {
    const [was, is] = [before?.[index] ?? null, after?.[index] ?? null]
    if (isSameAmount(was, is)) return []
    const [from, to] = [currencyOf(was), currencyOf(is)]
    if (was === null || is === null || from === to) return [one(name, textOf(was), textOf(is), to ?? from)]
    return [one(name, textOf(was), null, from), one(name, null, textOf(is), to)]
  })
  if (before === undefined) return [one('row', '0', '1', null), ...amounts]
  return after === undefined ? [one('row', '1', '0', null), ...amounts] : amounts
}
