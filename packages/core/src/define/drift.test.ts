import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Charge } from '../contract/charge.js'
import type { FinishedRows } from '../contract/definition.js'
import type { StreamMeaning } from '../contract/stream.js'
import type { Window } from '../contract/window.js'
import { count } from '../fields/count.js'
import { id } from '../fields/id.js'
import { addMoney, money, subtractMoney } from '../fields/money.js'
import { ordinal } from '../fields/ordinal.js'
import { personal } from '../fields/personal.js'
import type { JsonValue } from '../numbers/json-value.js'
import { declareStream } from './declare-stream.js'

const window: Window = {
  start: '2026-11-01T00:00:00Z',
  end: '2026-11-02T00:00:00Z',
  startSeconds: 1_793_491_200,
  endSeconds: 1_793_577_600,
  date: '2026-11-01',
  lastDate: '2026-11-01',
}

const RECORD = z.object({
  id: id(),
  at: count(),
  cost: money('CNY').nullish(),
  calls: count().nullish(),
  note: z.string().nullish(),
  tags: z.object({ team: z.string() }).optional(),
})
type Row = z.output<typeof RECORD>

const period = { start: window.start, end: window.end }
const charge = (r: Row): Charge => ({ billed: r.cost ?? null, period, sku: 'calls' })
const charged: StreamMeaning<null, Row> = { primaryKey: ['id'], time: (r) => r.at, charge }
const good = { id: 'a', at: 1, cost: '1.50', calls: 2, note: 'n', tags: { team: 't' } }

/** Reads records as one window of a stream. */
function read<R extends object>(
  raws: readonly JsonValue[],
  meaning: StreamMeaning<null, R>,
  record: z.ZodType<R>,
  letIn = true,
): FinishedRows {
  const shape = { name: 'usage', records: () => raws, record } as const
  const declared = declareStream<null, object, object, object, 'usage', R>('acme', 'get', 'windowed', shape, meaning)
  const { stream, project } = declared.bind(null)
  const context = { config: null, partition: {}, page: {}, window }
  return stream.finish(
    raws.map((raw) => project(raw, context)),
    window,
    letIn,
  )
}

const kept = ({ quarantined }: FinishedRows): readonly (readonly string[])[] =>
  quarantined.map(({ reasons }) => reasons)

describe('a record that does not fit', () => {
  it.each<[string, JsonValue, readonly string[]]>([
    ['a field of another type', { ...good, note: 7 }, ['note']],
    ['a count that is text', { ...good, calls: 'many' }, ['calls']],
    ['something amiss within a field', { ...good, tags: { team: null } }, ['tags']],
    ['several of them', { ...good, note: {}, tags: 7, calls: 1.5 }, ['calls', 'note', 'tags']],
  ])('is let in without %s, which is null; raw keeps the vendor’s own', (_name, raw, fields) => {
    const { rows, quarantined, drifted } = read([raw, { ...good, id: 'b' }], charged, RECORD)
    expect(quarantined).toEqual([])
    expect(drifted).toEqual({ count: 1, fields })
    const [row] = rows
    const nulls = Object.fromEntries(fields.map((name) => [name, null]))
    expect(row?.row.record).toEqual({ ...good, cost: { amount: '1.50', currency: 'CNY' }, ...nulls })
    expect(row?.row).toMatchObject({ key: '["a"]', raw, charge: { billed: { amount: '1.50' } } })
    expect(row?.timeMs).toBe(1000)
  })

  it('is let in without a needed field that is missing', () => {
    const record = RECORD.extend({ region: z.string() })
    const { rows, drifted } = read([good], { primaryKey: ['id'], charge }, record)
    expect(rows[0]?.row.record).toMatchObject({ region: null })
    expect(drifted).toEqual({ count: 1, fields: ['region'] })
  })

  it('is kept aside as before where nothing is to be let in', () => {
    const { rows, quarantined, drifted } = read([{ ...good, note: 7 }], charged, RECORD, false)
    expect([rows, drifted]).toEqual([[], undefined])
    expect(quarantined).toMatchObject([{ reasons: [expect.stringMatching(/^note: /)] }])
  })

  it.each<[string, JsonValue, string]>([
    ['the key', { ...good, id: { value: 'a' } }, 'id'],
    ['the time', { ...good, at: 'yesterday' }, 'at'],
    ['the charge', { ...good, cost: 'free' }, 'cost'],
  ])('is kept aside where %s reads the field, with both reasons', (_name, raw, field) => {
    const { rows, quarantined, drifted } = read([raw], charged, RECORD)
    expect([rows, drifted]).toEqual([[], undefined])
    expect(quarantined[0]?.raw).toEqual(raw)
    expect(kept({ rows, quarantined })).toEqual([
      [expect.stringMatching(new RegExp(`^${field}: `)), `cannot do without ${field}`],
    ])
  })

  it.each<[string, (r: Row) => unknown]>([
    ['spreads it', (r) => ({ ...r })],
    ['takes the rest of it', ({ id: _, ...rest }) => rest],
    ['writes it as JSON', (r) => JSON.stringify(r)],
    ['lists its entries', (r) => Object.entries(r)],
    ['asks whether it is there', (r) => 'note' in r],
    ['asks whether it has its own', (r) => Object.hasOwn(r, 'note')],
    [
      'walks its names',
      (r) => {
        for (const name in r) if (name === '') return name
        return undefined
      },
    ],
    [
      'catches what is thrown at it',
      (r) => {
        try {
          return r.note
        } catch {
          return null
        }
      },
    ],
  ])('is kept aside where the charge %s', (_name, look) => {
    const looking = (r: Row): Charge => {
      look(r)
      return charge(r)
    }
    const meaning = { ...charged, charge: looking }
    const { rows, quarantined } = read(
      [
        { ...good, note: 7 },
        { ...good, id: 'b' },
      ],
      meaning,
      RECORD,
    )
    expect([rows.map(({ row }) => row.key), quarantined.length]).toEqual([['["b"]'], 1])
  })

  it('is kept aside where the charge hands the record on without looking', () => {
    const charge = (r: Row) => ({ billed: null, period, sku: 's', resource: { id: 'x', type: 'y', all: r } })
    expect(read([{ ...good, note: 7 }], { ...charged, charge }, RECORD).rows).toEqual([])
  })

  it('is kept aside only where its own way through the charge reads the field', () => {
    const charge = (r: Row) => ({ billed: r.id === 'a' ? null : (r.cost ?? null), period, sku: 's' })
    const [a, b] = [
      { ...good, cost: 'free' },
      { ...good, id: 'b', cost: '2' },
    ]
    expect(read([a, b], { ...charged, charge }, RECORD)).toMatchObject({ drifted: { count: 1 }, quarantined: [] })
  })

  it.each<[string, z.ZodType<object>, JsonValue]>([
    ['no object', RECORD, 7],
    ['a schema that is no plain object', RECORD.transform((r) => r), { ...good, note: 7 }],
    ['an unknown member of a closed schema', z.strictObject({ id: id() }), { id: 'a', more: 1 }],
  ])('is kept aside where the fault is no field’s: %s', (_name, record, raw) => {
    const { rows, quarantined } = read([raw], { primaryKey: [] }, record)
    expect([rows, quarantined.length]).toEqual([[], 1])
  })

  it('has its connector’s own failures reported as such', () => {
    const charge = (): never => {
      throw new TypeError('no such sku')
    }
    expect(() => read([{ ...good, note: 7 }], { ...charged, charge }, RECORD)).toThrow(
      'the connector "acme" failed in its stream "usage": no such sku',
    )
  })

  it('shows no personal field, wanted or not', () => {
    const record = RECORD.extend({ email: personal(z.string()) })
    const raw = { ...good, note: 7, email: 'canary@acme.example' }
    const { rows } = read([raw], { primaryKey: ['id'], charge }, record)
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain('canary')
  })
})

describe('checks of a whole record', () => {
  const meaning: StreamMeaning<null, Row> = { primaryKey: ['id'] }

  it('hold without the field: what breaks them is kept aside', () => {
    const record = RECORD.refine(({ at }) => at > 0, 'no time')
    const { rows, quarantined } = read(
      [
        { ...good, note: 7, at: -1 },
        { ...good, id: 'b', note: 7 },
      ],
      meaning,
      record,
    )
    expect([rows.map(({ row }) => row.key), quarantined.length]).toEqual([['["b"]'], 1])
  })

  it('that read the field keep the record aside', () => {
    const record = RECORD.superRefine((r, context) => {
      if (r.note === 'bad') context.addIssue('bad note')
    })
    expect(read([{ ...good, note: 7 }], meaning, record).quarantined).toHaveLength(1)
    expect(read([{ ...good, calls: 'many' }], meaning, record).rows).toHaveLength(1)
  })
})

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
    const { rows, quarantined } = read([{ id: 'a', cost: '4', note: 7 }, total], meaning, part)
    expect(rows.map(({ row }) => row.charge?.billed?.amount)).toEqual(['4', '6'])
    expect([rows[0]?.row.record.note, quarantined]).toEqual([null, []])
  })

  it('never sums a record that ends up aside: its money stays in the total', () => {
    const { rows, quarantined } = read(
      [{ id: 'a', cost: 'free', note: 'x' }, { id: 'b', cost: '3' }, total],
      meaning,
      part,
    )
    expect(rows.map(({ row }) => row.charge?.billed?.amount)).toEqual(['3', '7'])
    expect(quarantined).toHaveLength(1)
  })

  it('is not told of a record whose charge reads the field after it', () => {
    const charge = (r: Part) => ({ billed: r.note === 'gift' ? null : r.cost, period, sku: r.id })
    const { rows, quarantined } = read([{ id: 'a', cost: '4', note: 7 }, total], { ...meaning, charge }, part)
    expect(rows.map(({ row }) => row.charge?.billed?.amount)).toEqual(['10'])
    expect(quarantined).toMatchObject([{ raw: { id: 'a' } }])
  })

  it('that copies a record has read all of it', () => {
    const { rows, quarantined } = read(
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
        const { rows, quarantined } = read([...parts, total], meaning, part)
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
  const meaning: StreamMeaning<null, Row> = { primaryKey: ['calls', ordinal()], charge }
  const raws = [
    { ...good, id: 'a', note: 7 },
    { ...good, id: 'b', note: 8 },
    { ...good, id: 'a', note: 7 },
    { ...good, id: 'c' },
  ]

  it('keeps every record that lost a field apart, equal ones too', () => {
    const { rows, quarantined, drifted } = read(raws, meaning, RECORD)
    expect([quarantined, drifted]).toEqual([[], { count: 3, fields: ['note'] }])
    expect(new Set(rows.map(({ row }) => row.key))).toEqual(new Set(['[2,0]', '[2,1]', '[2,2]', '[2,3]']))
  })

  it('gives them the same keys in whatever order they arrive', () => {
    const lines = (order: readonly JsonValue[]): readonly string[] =>
      read(order, meaning, RECORD)
        .rows.map(({ row }) => `${row.key} ${JSON.stringify([row.record, row.raw])}`)
        .sort()
    fc.assert(
      fc.property(fc.shuffledSubarray(raws, { minLength: raws.length }), (order) => {
        expect(lines(order)).toEqual(lines(raws))
      }),
    )
  })
})
