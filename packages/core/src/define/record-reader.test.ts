import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { count } from '../fields/count.js'
import { id } from '../fields/id.js'
import { decimal, money } from '../fields/money.js'
import { ExactNumber } from '../numbers/exact-number.js'
import { recordReader } from './record-reader.js'

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  id: id(),
  money: money('CNY', { minorDigits: 2 }),
  optionalMoney: money('CNY').optional(),
  decimal: decimal().nullish(),
  count: count().nullable(),
  positive: count().refine((value) => value > 0, 'is not above zero'),
  defaulted: count().default(7),
  optionalDefault: z.string().default('x').optional(),
  caught: z.string().catch('caught'),
  text: z.string(),
  short: z.string().max(2),
  trimmed: z.string().trim().nullish(),
  date: z.iso.date(),
  coerced: z.coerce.string(),
  flag: z.boolean().optional(),
  state: z.enum(['on', 'off']),
  nested: z.object({ a: id().optional() }).nullish(),
  list: z.array(count()).readonly(),
  items: z.array(z.unknown()),
  someItems: z.array(z.unknown()).min(1).nullish(),
  length: z.string().transform((text) => text.length),
  dropped: z.string().transform(() => undefined),
  anything: z.unknown(),
  exactly: z.string().exactOptional(),
}
const NAMES = Object.keys(SCHEMAS)

const value = fc.oneof(
  fc.constantFrom<unknown>(null, true, 'on', 'x', '', ' 7 ', '2026-11-20', '12345678901234567890', 0, 7, -1, 1.5),
  fc.constantFrom('0.10', '-7', '1e3', '12345678901234567890').map((text) => new ExactNumber(text)),
  fc.constantFrom<unknown>([1, 2], [], { a: '1' }, { a: 2, b: 3 }, {}),
)
const members = fc.dictionary(fc.constantFrom(...NAMES, 'other'), fc.option(value, { freq: 20, nil: undefined }))

describe('recordReader()', () => {
  it('gives what the schema gives for the record with the stamp merged over it, or leaves it to the schema', () => {
    const fields = fc.subarray(NAMES, { minLength: 1, maxLength: 3 })
    const records = fc.array(fc.tuple(members, fc.option(members, { nil: undefined })), { minLength: 3, maxLength: 3 })
    let agreed = 0
    fc.assert(
      fc.property(fields, records, (names, pairs) => {
        const schema = z.object(Object.fromEntries(names.map((name) => [name, SCHEMAS[name]!])))
        const read = recordReader(schema)
        for (const [raw, stamp] of pairs) {
          const record = read?.(raw, stamp)
          if (record === undefined) continue
          agreed += 1
          const parsed = schema.safeParse({ ...raw, ...stamp })
          expect(parsed.data).toStrictEqual(record)
          expect(Object.keys(record)).toEqual(Object.keys(parsed.data ?? {}))
        }
      }),
      { numRuns: 500 },
    )
    expect(agreed).toBeGreaterThan(100)
  })

  it('reads a record of every kind of field itself', () => {
    const read = recordReader(z.object({ ...SCHEMAS, dropped: z.string().nullish(), defaulted: count() }))
    const raw = {
      ...{ id: 7, money: 5, count: 1, positive: 2, defaulted: 3, caught: 'c', text: 't', short: 's' },
      ...{
        coerced: 8,
        state: 'on',
        list: [1],
        items: [{}],
        length: 'four',
        anything: 1,
        dropped: null,
        exactly: 'e',
        optionalDefault: 'y',
      },
    }
    expect(read?.(raw, { date: '2026-11-20' })).toMatchObject({ id: '7', date: '2026-11-20', length: 4, dropped: null })
  })

  it('does not give the last answer for another value', () => {
    const read = recordReader(z.object({ day: z.iso.date(), n: z.int() }))
    const days = ['2026-11-20', '2026-11-20', '2026-11-21', '2026-11-31', '2026-11-20']
    expect(days.map((day, n) => read?.({ day, n }, undefined)?.day)).toEqual([
      days[0],
      days[1],
      days[2],
      undefined,
      days[4],
    ])
  })

  it.each([
    ['is no object', z.union([z.object({ a: id() }), z.object({ b: id() })])],
    ['keeps unknown members', z.looseObject({ a: id() })],
    ['refuses unknown members', z.strictObject({ a: id() })],
    ['checks the whole', z.object({ a: id() }).refine(() => true)],
    ['is transformed', z.object({ a: id() }).transform((record) => record)],
    ['names a field as objects name theirs', z.object({ toString: id() })],
  ])('leaves a schema to itself that %s', (_what, schema) => {
    expect(recordReader(schema)).toBeUndefined()
  })
})
