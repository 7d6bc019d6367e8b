import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StreamEntry } from '../contract/definition.js'
import type { StreamInfo } from '../contract/destination.js'
import type { StreamMeaning } from '../contract/stream.js'
import type { Window } from '../contract/window.js'
import { ordinal } from '../fields/ordinal.js'
import type { JsonValue } from '../numbers/json-value.js'
import { finishRows } from './finish-rows.js'

interface Row {
  readonly day: string
  readonly sku?: string | null
  readonly cost: string
}

const info: StreamInfo = { connector: 'acme', name: 'usage', fields: [] }
const window: Window = {
  start: '2026-11-01T00:00:00Z',
  end: '2026-11-02T00:00:00Z',
  startSeconds: 1_793_491_200,
  endSeconds: 1_793_577_600,
  date: '2026-11-01',
  lastDate: '2026-11-01',
}

function entry(record: Row, raw: JsonValue = { ...record, sku: record.sku ?? null }): StreamEntry {
  return { ok: true, record: { ...record }, raw }
}

function finish(
  entries: readonly StreamEntry[],
  meaning: StreamMeaning<null, Row>,
  kind: 'windowed' | 'snapshot' = 'windowed',
) {
  return finishRows('acme', info, kind, meaning, null)(entries, window)
}

const byOrdinal: StreamMeaning<null, Row> = { primaryKey: ['day', 'sku', ordinal()] }
const rows = fc.array(
  fc.record({
    day: fc.constantFrom('1', '2'),
    sku: fc.constantFrom('a', null, undefined),
    cost: fc.constantFrom('1.00', '2.00', '3.00'),
  }) as fc.Arbitrary<Row>,
  { maxLength: 25 },
)

describe('a key with an ordinal', () => {
  it('keeps every row, equal ones too, under a key of its own', () => {
    fc.assert(
      fc.property(rows, (records) => {
        const finished = finish(
          records.map((record) => entry(record)),
          byOrdinal,
        )
        expect(finished.quarantined).toEqual([])
        expect(finished.rows).toHaveLength(records.length)
        expect(new Set(finished.rows.map(({ row }) => row.key)).size).toBe(records.length)
      }),
    )
  })

  it('gives each record the same key in whatever order the records arrive', () => {
    const shuffled = rows.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    )
    fc.assert(
      fc.property(shuffled, ([list, permuted]) => {
        const lines = (records: readonly Row[]): readonly string[] =>
          finish(
            records.map((record, index) => entry(record, { arrived: index })),
            byOrdinal,
          )
            .rows.map(({ row }) => `${row.key} ${JSON.stringify(row.record)}`)
            .sort()
        expect(lines(permuted)).toEqual(lines(list))
      }),
    )
  })

  it('tells rows apart by what the vendor sent where their records are equal', () => {
    const [one, other] = [
      entry({ day: '1', cost: '1' }, { note: 'one' }),
      entry({ day: '1', cost: '1' }, { note: 'other' }),
    ]
    const raws = (entries: readonly StreamEntry[]): readonly string[] =>
      finish(entries, byOrdinal)
        .rows.map(({ row }) => `${row.key} ${JSON.stringify(row.raw)}`)
        .sort()
    expect(raws([one, other])).toEqual(raws([other, one]))
  })

  it('counts from 0 within the fields that are named; a missing field equals null', () => {
    const finished = finish(
      [
        entry({ day: '1', cost: '2' }),
        entry({ day: '1', sku: null, cost: '1' }),
        entry({ day: '2', sku: 'a', cost: '1' }),
      ],
      byOrdinal,
    )
    expect(finished.rows.map(({ row }) => row.key)).toEqual(['["1",null,0]', '["1",null,1]', '["2","a",0]'])
  })
})

describe('a key without one', () => {
  const named: StreamMeaning<null, Row> = { primaryKey: ['day', 'sku'] }

  it('that stands twice puts the later row aside, with the reason', () => {
    const finished = finish([entry({ day: '1', sku: 'a', cost: '1' }), entry({ day: '1', sku: 'a', cost: '2' })], named)
    expect(finished.rows.map(({ row }) => row.record)).toEqual([{ day: '1', sku: 'a', cost: '1' }])
    expect(finished.quarantined).toMatchObject([
      { raw: { cost: '2' }, reasons: [expect.stringMatching(/stands twice/)] },
    ])
  })

  it('of a snapshot begins with its instant', () => {
    const finished = finish([entry({ day: '1', sku: 'a', cost: '1' })], named, 'snapshot')
    expect(finished.rows[0]?.row.key).toBe('["2026-11-01T00:00:00Z","1","a"]')
  })

  it('does not mistake one text for another', () => {
    const finished = finish(
      [entry({ day: 'a","b', sku: 'c', cost: '1' }), entry({ day: 'a', sku: 'b","c', cost: '1' })],
      named,
    )
    expect(finished.rows).toHaveLength(2)
  })
})

describe('a window', () => {
  it('keeps what is no record aside and never hands it to assemble', () => {
    const seen: unknown[] = []
    const bad: StreamEntry = { ok: false, raw: 7, reasons: ['the record is no object'] }
    const finished = finish([bad, entry({ day: '1', cost: '1' })], {
      primaryKey: ['day'],
      assemble: (entries) => {
        seen.push(...entries.map(({ record }) => record.day))
        return entries
      },
    })
    expect(seen).toEqual(['1'])
    expect(finished.quarantined).toEqual([{ stream: info, raw: 7, reasons: ['the record is no object'] }])
  })

  it('says which stream of which connector failed', () => {
    const charge = (): never => {
      throw new TypeError('no such sku')
    }
    expect(() => finish([entry({ day: '1', cost: '1' })], { primaryKey: ['day'], charge })).toThrow(
      'the connector "acme" failed in its stream "usage": no such sku',
    )
  })
})
