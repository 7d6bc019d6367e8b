import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { StreamMeaning } from '../contract/stream.js'
import { id } from '../fields/id.js'
import { addMoney, money, subtractMoney } from '../fields/money.js'
import { ordinal } from '../fields/ordinal.js'
import type { JsonValue } from '../numbers/json-value.js'
import { DAY, finishWindow } from '../testing/finish-window.js'

const period = { start: DAY.start, end: DAY.end }

describe('assemble', () => {
  interface Part {
    readonly id: string
    readonly cost: { readonly amount: string; readonly currency: 'CNY' }
    readonly note?: string | null | undefined
  }
  const part = z.object({ id: id(), cost: money('CNY'), note: z.string().nullish() })
  /** The total becomes what the parts leave of it, as connectors do whose vendor states both. */
  const meaning: StreamMeaning<null, Part> = {
    primaryKey: ['id'],
    assemble: (entries) => {
      const parts = entries.filter(({ record }) => record.id !== 'total')
      return entries.map((entry) => {
        if (entry.record.id !== 'total') return entry
        const cost = parts.reduce((left, { record }) => subtractMoney(left, record.cost), entry.record.cost)
        return { ...entry, record: { ...entry.record, cost } }
      })
    },
    charge: (r) => ({ billed: r.cost, period, sku: r.id }),
  }
  const total = { id: 'total', cost: '10', note: '' }

  it('that sums takes a record that it can do with, and its money stands once', () => {
    const { rows, quarantined } = finishWindow([{ id: 'a', cost: '4', note: 7 }, total], meaning, part)
    expect(rows.map(({ row }) => row.charge?.billed?.amount)).toEqual(['4', '6'])
    expect([rows[0]?.row.record.note, quarantined]).toEqual([null, []])
  })

  it('never sums a record that ends up aside: its money stays in the total', () => {
    const { rows, quarantined } = finishWindow(
      [{ id: 'a', cost: 'free', note: 'x' }, { id: 'b', cost: '3' }, total],
      meaning,
      part,
    )
    expect(rows.map(({ row }) => row.charge?.billed?.amount)).toEqual(['3', '7'])
    expect(quarantined).toHaveLength(1)
  })

  it('is not told of a record whose charge reads the field after it', () => {
    const charge = (r: Part) => ({ billed: r.note === 'gift' ? null : r.cost, period, sku: r.id })
    const { rows, quarantined } = finishWindow([{ id: 'a', cost: '4', note: 7 }, total], { ...meaning, charge }, part)
    expect(rows.map(({ row }) => row.charge?.billed?.amount)).toEqual(['10'])
    expect(quarantined).toMatchObject([{ raw: { id: 'a' } }])
  })

  it('that copies a record has read all of it', () => {
    const { rows, quarantined } = finishWindow(
      [
        { id: 'a', cost: '4' },
        { ...total, note: 7 },
      ],
      meaning,
      part,
    )
    expect(rows.map(({ row }) => row.key)).toEqual(['["a"]'])
    expect(quarantined).toMatchObject([{ raw: { id: 'total' } }])
  })

  it('loses and doubles no money, whatever drifts', () => {
    const raws = fc.array(
      fc.record({
        cost: fc.constantFrom<JsonValue>('1', '2.50', 'free', null),
        note: fc.constantFrom<JsonValue>('x', 7, null),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(raws, (some) => {
        const parts = some.map((raw, index) => ({ id: `p${index}`, ...raw }))
        const { rows, quarantined } = finishWindow([...parts, total], meaning, part)
        const sum = rows.reduce(
          (all, { row }) => addMoney(all, row.charge?.billed ?? { amount: '0', currency: 'CNY' }),
          { amount: '0', currency: 'CNY' },
        )
        expect(Number(sum.amount)).toBe(10)
        expect(rows.length + quarantined.length).toBe(parts.length + 1)
      }),
    )
  })
})

describe('a key with an ordinal', () => {
  const line = z.object({ sku: id(), cost: money('CNY'), note: z.string().nullish() })
  const meaning: StreamMeaning<null, z.output<typeof line>> = {
    primaryKey: ['sku', ordinal()],
    charge: (r) => ({ billed: r.cost, period, sku: r.sku }),
  }
  const raws = [
    { sku: 's', cost: '1', note: 7 },
    { sku: 's', cost: '2', note: 8 },
    { sku: 's', cost: '1', note: 7 },
    { sku: 's', cost: '3', note: 'n' },
  ]

  it('keeps every record that lost a field apart, equal ones too', () => {
    const { rows, quarantined, drifted } = finishWindow(raws, meaning, line)
    expect([quarantined, drifted]).toEqual([[], { count: 3, fields: ['note'] }])
    expect(new Set(rows.map(({ row }) => row.key))).toEqual(new Set(['["s",0]', '["s",1]', '["s",2]', '["s",3]']))
  })

  it('gives them the same keys in whatever order they arrive', () => {
    const lines = (order: readonly JsonValue[]): readonly string[] =>
      finishWindow(order, meaning, line)
        .rows.map(({ row }) => `${row.key} ${JSON.stringify([row.record, row.raw])}`)
        .sort()
    fc.assert(
      fc.property(fc.shuffledSubarray(raws, { minLength: raws.length }), (order) => {
        expect(lines(order)).toEqual(lines(raws))
      }),
    )
  })
})
