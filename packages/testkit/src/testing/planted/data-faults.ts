import { isExactNumber, type Money, ordinal, utcSeconds } from '@outlay/core'
import * as z from 'zod'
import { fault, type PlantedFault } from './planted-fault.js'
import { chargeOf, type Order, orderShape, type ShopPage } from './shop.js'

/** Money through a float. */
const floatMoney = (round: (amount: number) => string) =>
  z
    .unknown()
    .transform(
      (value): Money<'USD'> => ({ amount: round(Number(isExactNumber(value) ? value.text : value)), currency: 'USD' }),
    )
/** The fields of the record, one of them another way. */
const orderWith = (fields: Partial<Record<keyof Order, z.ZodType>>) =>
  z.object({ ...orderShape, ...fields }) as unknown as z.ZodType<Order>
const amountOf = (item: unknown): string => {
  const { cost } = item as { readonly cost: unknown }
  return isExactNumber(cost) ? cost.text : String(cost)
}
const atOf = (item: unknown): number => Number((item as { readonly at: unknown }).at)

/** What makes figures wrong: records, numbers, pages, keys, times. */
export const DATA_FAULTS: readonly PlantedFault[] = [
  fault('reads the first page only', 'paging-known', () => ({
    paginate: (p) => p.walk<ShopPage>({ first: () => ({ cursor: undefined }), next: () => undefined }),
  })),
  fault('drops every page behind the second', 'full-sync', () => ({
    paginate: (p) =>
      p.walk<ShopPage>({
        first: () => ({ cursor: undefined }),
        next: ({ page, body }) =>
          page.cursor === undefined && body.has_more && body.next ? { cursor: body.next } : undefined,
      }),
  })),
  fault('keeps the cursor to itself', 'full-sync', () => ({
    query: ({ partition }) => ({ account: partition.account, day: partition.day.date }),
  })),
  fault('counts pages beside a cursor that repeats', 'repeated-cursor', () => {
    type Counted = { readonly cursor: string | undefined; readonly n?: number }
    return {
      paginate: (p) =>
        p.walk<Counted>({
          first: () => ({ cursor: undefined, n: 0 }),
          next: ({ page, body }) =>
            body.has_more && body.next ? { cursor: body.next, n: (page.n ?? 0) + 1 } : undefined,
        }),
    }
  }),
  fault('leaves refunds out', 'refund', () => ({
    records: (body) => (body.items ?? []).filter((item) => !amountOf(item).startsWith('-')),
  })),
  fault('leaves out what costs nothing', 'zero', () => ({
    records: (body) => (body.items ?? []).filter((item) => Number(amountOf(item)) !== 0),
  })),
  fault('charges no refunds', 'refund', () => ({
    charge: (one) => (one.cost.amount.startsWith('-') ? null : chargeOf(one)),
  })),
  fault('reads money through a float', 'exact-long', () => ({ record: orderWith({ cost: floatMoney(String) }) })),
  fault('rounds money to cents', 'exact-small', () => ({
    record: orderWith({ cost: floatMoney((amount) => amount.toFixed(2)) }),
  })),
  fault('rounds what it charges', 'exact-small', () => ({
    charge: (one) => chargeOf(one, { amount: Number(one.cost.amount).toFixed(2), currency: 'USD' }),
  })),
  fault('reads ids through a float', 'exact-id', () => ({
    record: orderWith({
      id: z.unknown().transform((value) => String(Number(isExactNumber(value) ? value.text : value))),
    }),
  })),
  fault('has a key that two documented records share', 'documented-sample', () => ({ primaryKey: ['account', 'sku'] })),
  fault('has a key that repeats from day to day', 'unique-keys', () => ({ primaryKey: ['account', 'sku', ordinal()] })),
  fault('merges equal records', 'duplicates', () => ({
    assemble: (entries) => [...new Map(entries.map((entry) => [entry.record.id, entry])).values()],
  })),
  fault('keeps the five largest records of a day', 'full-sync', () => ({ assemble: (entries) => entries.slice(0, 5) })),
  fault('leaves out the last hour of a day', 'full-sync', () => ({
    records: (body, window) => (body.items ?? []).filter((item) => atOf(item) < window.endSeconds - 3600),
  })),
  fault('takes seconds for milliseconds', 'full-read', () => ({ time: (one) => Math.floor(one.at / 1000) })),
  fault('dates records in another zone', 'full-read', () => ({ time: (one) => one.at + 8 * 3600 })),
  fault('dates charges in another zone', 'charge-form', () => ({
    charge: (one, window) => {
      const day = Date.parse(`${window.date}T00:00:00Z`)
      return { ...chargeOf(one), period: { start: utcSeconds(day), end: utcSeconds(day + 86_400_000) } }
    },
  })),
  fault('gives charges a period of no length', 'charge-form', () => ({
    charge: (one, window) => ({ ...chargeOf(one), period: { start: window.start, end: window.start } }),
  })),
  fault('writes amounts with an exponent', 'charge-form', () => ({
    charge: (one) => chargeOf(one, { amount: Number(one.cost.amount).toExponential(), currency: 'USD' }),
  })),
  fault('names a currency that is none', 'charge-form', () => ({
    charge: (one) => chargeOf(one, { amount: one.cost.amount, currency: 'usd' }),
  })),
  fault('charges every second order only', 'charge-totals', () => ({
    charge: (one) => (Number(one.id) % 2 === 0 ? null : chargeOf(one)),
  })),
  fault('numbers its charges', 'reread', () => {
    let charges = 0
    return {
      charge: (one) => {
        charges += 1
        return { ...chargeOf(one), sku: `${one.sku} ${charges}` }
      },
    }
  }),
  fault('names no SKU', 'charge-form', () => ({ charge: (one) => ({ ...chargeOf(one), sku: '' }) })),
]
