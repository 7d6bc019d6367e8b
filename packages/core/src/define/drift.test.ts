import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Charge } from '../contract/charge.js'
import type { FinishedRows } from '../contract/definition.js'
import type { StreamMeaning } from '../contract/stream.js'
import { count } from '../fields/count.js'
import { id } from '../fields/id.js'
import { money } from '../fields/money.js'
import { personal } from '../fields/personal.js'
import type { JsonValue } from '../numbers/json-value.js'
import { DAY, finishWindow } from '../testing/finish-window.js'

const RECORD = z.object({
  id: id(),
  at: count(),
  cost: money('CNY').nullish(),
  calls: count().nullish(),
  note: z.string().nullish(),
  tags: z.object({ team: z.string() }).optional(),
})
type Row = z.output<typeof RECORD>

const period = { start: DAY.start, end: DAY.end }
const charge = (r: Row): Charge => ({ billed: r.cost ?? null, period, sku: 'calls' })
const charged: StreamMeaning<null, Row> = { primaryKey: ['id'], time: (r) => r.at, charge }
const good = { id: 'a', at: 1, cost: '1.50', calls: 2, note: 'n', tags: { team: 't' } }

const kept = ({ quarantined }: FinishedRows): readonly (readonly string[])[] =>
  quarantined.map(({ reasons }) => reasons)

describe('a record that does not fit', () => {
  it.each<[string, JsonValue, readonly string[]]>([
    ['a field of another type', { ...good, note: 7 }, ['note']],
    ['a count that is text', { ...good, calls: 'many' }, ['calls']],
    ['something amiss within a field', { ...good, tags: { team: null } }, ['tags']],
    ['several of them', { ...good, note: {}, tags: 7, calls: 1.5 }, ['calls', 'note', 'tags']],
  ])('is let in without %s, which is null; raw keeps the vendor’s own', (_name, raw, fields) => {
    const { rows, quarantined, drifted } = finishWindow([raw, { ...good, id: 'b' }], charged, RECORD)
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
    const { rows, drifted } = finishWindow([good], { primaryKey: ['id'], charge }, record)
    expect(rows[0]?.row.record).toMatchObject({ region: null })
    expect(drifted).toEqual({ count: 1, fields: ['region'] })
  })

  it('is kept aside as before where nothing is to be let in', () => {
    const { rows, quarantined, drifted } = finishWindow([{ ...good, note: 7 }], charged, RECORD, false)
    expect([rows, drifted]).toEqual([[], undefined])
    expect(quarantined).toMatchObject([{ reasons: [expect.stringMatching(/^note: /)] }])
  })

  it.each<[string, JsonValue, string]>([
    ['the key', { ...good, id: { value: 'a' } }, 'id'],
    ['the time', { ...good, at: 'yesterday' }, 'at'],
    ['the charge', { ...good, cost: 'free' }, 'cost'],
  ])('is kept aside where %s reads the field, with both reasons', (_name, raw, field) => {
    const { rows, quarantined, drifted } = finishWindow([raw], charged, RECORD)
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
    const { rows, quarantined } = finishWindow(
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
    expect(finishWindow([{ ...good, note: 7 }], { ...charged, charge }, RECORD).rows).toEqual([])
  })

  it('is kept aside only where its own way through the charge reads the field', () => {
    const charge = (r: Row) => ({ billed: r.id === 'a' ? null : (r.cost ?? null), period, sku: 's' })
    const [a, b] = [
      { ...good, cost: 'free' },
      { ...good, id: 'b', cost: '2' },
    ]
    expect(finishWindow([a, b], { ...charged, charge }, RECORD)).toMatchObject({
      drifted: { count: 1 },
      quarantined: [],
    })
  })

  it.each<[string, z.ZodType<object>, JsonValue]>([
    ['no object', RECORD, 7],
    ['a schema that is no plain object', RECORD.transform((r) => r), { ...good, note: 7 }],
    ['an unknown member of a closed schema', z.strictObject({ id: id() }), { id: 'a', more: 1 }],
  ])('is kept aside where the fault is no field’s: %s', (_name, record, raw) => {
    const { rows, quarantined } = finishWindow([raw], { primaryKey: [] }, record)
    expect([rows, quarantined.length]).toEqual([[], 1])
  })

  it('is kept aside where it breaks the charge, or cannot be looked through', () => {
    for (const look of [(r: Row) => structuredClone(r), (r: Row) => r.id === 'a' && new URL('')]) {
      const breaking = (r: Row): Charge => {
        look(r)
        return charge(r)
      }
      const raws = [
        { ...good, note: 7 },
        { ...good, id: 'b' },
      ]
      const { rows, quarantined } = finishWindow(raws, { ...charged, charge: breaking }, RECORD)
      expect([rows.map(({ row }) => row.key), quarantined.length]).toEqual([['["b"]'], 1])
    }
  })

  it('does not hide what its connector does to the others', () => {
    const broken = (): never => {
      throw new TypeError('no such sku')
    }
    const raws = [{ ...good, note: 7 }, good]
    expect(() => finishWindow(raws, { ...charged, charge: broken }, RECORD)).toThrow(
      'the connector "acme" failed in its stream "usage": no such sku',
    )
  })

  it('shows no personal field, wanted or not', () => {
    const record = RECORD.extend({ email: personal(z.string()) })
    const raw = { ...good, note: 7, email: 'canary@acme.example' }
    const { rows } = finishWindow([raw], { primaryKey: ['id'], charge }, record)
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain('canary')
  })
})

describe('checks of a whole record', () => {
  const meaning: StreamMeaning<null, Row> = { primaryKey: ['id'] }

  it('hold without the field: what breaks them is kept aside', () => {
    const record = RECORD.refine(({ at }) => at > 0, 'no time')
    const { rows, quarantined } = finishWindow(
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
    expect(finishWindow([{ ...good, note: 7 }], meaning, record).quarantined).toHaveLength(1)
    expect(finishWindow([{ ...good, calls: 'many' }], meaning, record).rows).toHaveLength(1)
  })
})
