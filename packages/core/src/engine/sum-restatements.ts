import type { RestatedStream, RestatedSum, Restatement } from '../contract/restatement.js'
import { addDecimals, isDecimal } from '../numbers/decimal.js'
import { WORTH } from './row-amounts.js'

/** What restatements come to, stream by stream. */
export function sumRestatements(restatements: readonly Restatement[]): readonly RestatedStream[] {
  const streams = new Map<string, { readonly keys: Set<string>; readonly sums: Map<string, RestatedSum> }>()
  for (const { stream, key, field, before, after, currency } of restatements) {
    const { keys, sums } = streams.get(stream) ?? { keys: new Set(), sums: new Map() }
    streams.set(stream, { keys: keys.add(key), sums })
    // One amount a row: the money of a record and of its charge are the same money.
    if (field !== WORTH || currency === null) continue
    const sum = sums.get(currency) ?? { currency, before: '0', after: '0' }
    sums.set(currency, {
      currency,
      before: plus(sum.before, before),
      after: plus(sum.after, after),
    })
  }
  return [...streams].map(([stream, { keys, sums }]) => ({ stream, count: keys.size, sums: [...sums.values()] }))
}

/** What is no decimal the ledger refuses, in words that say which row it is of. */
function plus(sum: string, amount: string | null): string {
  return amount !== null && isDecimal(amount) ? addDecimals(sum, amount) : sum
}
