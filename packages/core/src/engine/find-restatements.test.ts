import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LedgerRow, StreamInfo } from '../contract/destination.js'
import type { HeldRow, Restatement } from '../contract/restatement.js'
import { addDecimals, compareDecimals, subtractDecimals } from '../numbers/decimal.js'
import { findRestatements } from './find-restatements.js'
import { amountFields } from './row-amounts.js'
import { sumRestatements } from './sum-restatements.js'

const NOTED = '2026-11-05T06:07:08.009Z'
const usage: StreamInfo = {
  connector: 'acme',
  name: 'usage',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'cost', type: 'money' },
    { name: 'rate', type: 'decimal' },
    { name: 'calls', type: 'count' },
    { name: 'note', type: 'json' },
  ],
}

interface Given {
  readonly cost?: string | null
  readonly currency?: string
  readonly rate?: string
  readonly calls?: number
  readonly note?: unknown
}

function row(key: string, { cost = null, currency = 'CNY', ...record }: Given = {}): LedgerRow {
  const money = cost === null ? null : { amount: cost, currency }
  return {
    stream: usage,
    key,
    record: { id: key, cost: money, ...record },
    raw: {},
    charge: { billed: money, period: { start: '', end: '' }, sku: 'calls' },
    coverage: undefined,
  }
}

async function* heldOf(rows: readonly LedgerRow[]): AsyncGenerator<HeldRow> {
  const fields = amountFields(usage)
  for (const held of rows) {
    const amounts = Object.fromEntries(fields.map(({ name, of }) => [name, of(held)]))
    yield { stream: 'usage', key: held.key, amounts }
  }
}

const found = (before: readonly LedgerRow[], after: readonly LedgerRow[], ordinal = false) =>
  findRestatements(heldOf(before), [{ stream: usage, rows: after, ordinal }], NOTED)

const briefly = (restatements: readonly Restatement[]): readonly string[] =>
  restatements.map(({ key, field, before, after, currency }) => [key, field, before, after, currency].join(' '))

describe('restatements', () => {
  it.each<[string, Given, Given]>([
    ['the same text', { cost: '7.50', rate: '0.1', calls: 3 }, { cost: '7.50', rate: '0.1', calls: 3 }],
    ['other zeros', { cost: '7.50', rate: '1.0' }, { cost: '7.5', rate: '01' }],
    ['an exponent', { rate: '1200' }, { rate: '1.2e3' }],
    ['a negative zero', { cost: '0' }, { cost: '-0.00' }],
    ['null and a field that is left out', { cost: null }, {}],
    ['what is no amount', { cost: '1', note: 'a' }, { cost: '1', note: { b: 1 } }],
  ])('are none where an amount is equal by value: %s', async (_name, before, after) => {
    expect(await found([row('a', before)], [row('a', after)])).toEqual([])
    expect(await found([row('a', after)], [row('a', before)])).toEqual([])
  })

  it('name the row, the amount and both values, with the digits as they stand', async () => {
    const [first, ...others] = await found([row('a', { cost: '7.50' })], [row('a', { cost: '8.00' })])
    expect(first).toEqual({
      stream: 'usage',
      key: 'a',
      field: 'record.cost',
      before: '7.50',
      after: '8.00',
      currency: 'CNY',
      notedAt: NOTED,
    })
    expect(briefly(others)).toEqual(['a charge.billed 7.50 8.00 CNY', 'a charge.effective 7.50 8.00 CNY'])
  })

  it('take notice of digits that a double cannot hold', async () => {
    const [before, after] = ['99999999999999999999999999.000000000001', '99999999999999999999999999.000000000002']
    expect(briefly(await found([row('a', { rate: before })], [row('a', { rate: after })]))).toEqual([
      `a record.rate ${before} ${after} `,
    ])
  })

  it('tell a row that appeared, with its amounts', async () => {
    expect(briefly(await found([], [row('a', { cost: '5', calls: 2 })]))).toEqual([
      'a row 0 1 ',
      'a record.cost  5 CNY',
      'a record.calls  2 ',
      'a charge.billed  5 CNY',
      'a charge.effective  5 CNY',
    ])
  })

  it('tell a row that vanished, also the last of its stream', async () => {
    expect(briefly(await found([row('a', { cost: '5' })], []))).toEqual([
      'a row 1 0 ',
      'a record.cost 5  CNY',
      'a charge.billed 5  CNY',
      'a charge.effective 5  CNY',
    ])
  })

  it('tell a price that came late, or went', async () => {
    const [without, priced] = [row('a', { calls: 2 }), row('a', { calls: 2, cost: '0' })]
    expect(briefly(await found([without], [priced]))).toContain('a charge.billed  0 CNY')
    expect(briefly(await found([priced], [without]))).toContain('a charge.billed 0  CNY')
  })

  it('of money in another currency are two, so that no sum mixes them', async () => {
    const restatements = await found([row('a', { cost: '5' })], [row('a', { cost: '5', currency: 'USD' })])
    expect(briefly(restatements).filter((line) => line.includes('effective'))).toEqual([
      'a charge.effective 5  CNY',
      'a charge.effective  5 USD',
    ])
    expect(sumRestatements(restatements)).toEqual([
      {
        stream: 'usage',
        count: 1,
        sums: [
          { currency: 'CNY', before: '5', after: '0' },
          { currency: 'USD', before: '0', after: '5' },
        ],
      },
    ])
  })

  it('leave alone streams that were not asked about', async () => {
    async function* other(): AsyncGenerator<HeldRow> {
      yield { stream: 'other', key: 'a', amounts: {} }
    }
    expect(await findRestatements(other(), [{ stream: usage, rows: [], ordinal: false }], NOTED)).toEqual([])
  })

  it('are counted by row and summed up by what charges are worth, whatever happens to the rows', async () => {
    const rows = fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        cost: fc.constantFrom(null, '1', '1.0', '-2.5', '30'),
      }),
      { selector: ({ key }) => key },
    )
    const worth = (all: readonly { readonly cost: string | null }[]): string =>
      all.reduce((sum, { cost }) => addDecimals(sum, cost ?? '0'), '0')
    await fc.assert(
      fc.asyncProperty(rows, rows, async (before, after) => {
        const rowsOf = (all: typeof before): LedgerRow[] => all.map(({ key, cost }) => row(key, { cost }))
        const [sums = { count: 0, sums: [] }] = sumRestatements(await found(rowsOf(before), rowsOf(after)))
        const [sum = { before: '0', after: '0' }] = sums.sums
        const grown = subtractDecimals(worth(after), worth(before))
        expect(compareDecimals(subtractDecimals(sum.after, sum.before), grown)).toBe(0)
        const same = after.filter(({ key, cost }) => {
          const old = before.find((other) => other.key === key)
          return old !== undefined && (old.cost === cost || (old.cost !== null && cost !== null && +old.cost === +cost))
        })
        const keys = new Set([...before, ...after].map(({ key }) => key))
        expect(sums.count).toBe(keys.size - same.length)
      }),
    )
  })
})

describe('rows that an ordinal tells apart', () => {
  const rows = (...costs: readonly string[]): LedgerRow[] => costs.map((cost, place) => row(`["d",${place}]`, { cost }))
  const worth = async (before: readonly LedgerRow[], after: readonly LedgerRow[]) =>
    briefly((await found(before, after, true)).filter(({ field }) => field === 'charge.effective'))

  it('are not restated when they only change places', async () => {
    expect(await found(rows('9', '95'), rows('95', '9'), true)).toEqual([])
    expect(await found(rows('1', '2', '3'), rows('3.0', '1', '2'), true)).toEqual([])
  })

  it('are restated alone when another one pushes their neighbours on', async () => {
    expect(await worth(rows('1', '2', '3'), rows('0.5', '1', '2', '3'))).toEqual(['["d",0] charge.effective  0.5 CNY'])
    expect(await worth(rows('1', '2', '3'), rows('2', '3'))).toEqual(['["d",0] charge.effective 1  CNY'])
    expect(await worth(rows('9', '95'), rows('95', '99'))).toEqual(['["d",1] charge.effective 9 99 CNY'])
  })

  it('have no other group’s rows for neighbours', async () => {
    const [one, other] = [row('["d",0]', { cost: '1' }), row('["e",0]', { cost: '2' })]
    const changed = [row('["d",0]', { cost: '2' }), row('["e",0]', { cost: '1' })]
    expect(await worth([one, other], changed)).toEqual([
      '["d",0] charge.effective 1 2 CNY',
      '["e",0] charge.effective 2 1 CNY',
    ])
  })

  it('may have nothing but an ordinal for a key', async () => {
    const [one, other] = [row('[0]', { cost: '1' }), row('[1]', { cost: '2' })]
    expect(await found([one, other], [row('[0]', { cost: '2' }), row('[1]', { cost: '1' })], true)).toEqual([])
  })

  it('add up to the same difference as without pairing', async () => {
    const costs = fc.array(fc.constantFrom('1', '2', '3.50'), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(costs, costs, async (before, after) => {
        const change = async (ordinal: boolean): Promise<string> => {
          const [stream] = sumRestatements(await found(rows(...before), rows(...after), ordinal))
          const [sum] = stream?.sums ?? []
          return subtractDecimals(sum?.after ?? '0', sum?.before ?? '0')
        }
        expect(compareDecimals(await change(true), await change(false))).toBe(0)
      }),
    )
  })
})
