import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { BoundEndpoint } from '../contract/definition.js'
import type { Listed, Partitioning } from '../contract/partitioning.js'
import { connector } from '../define/connector.js'
import { id } from '../fields/id.js'
import { definitionOf } from '../testing/open-acme.js'
import { SPEC } from '../testing/typed-connector.js'
import { partitionKit } from './partition-kit.js'

const CONFIG = z.strictObject({ accounts: z.array(z.string()).default(['A', 'B']) })
type Config = z.output<typeof CONFIG>
const LIST = z.object({ list: z.array(z.object({ id: id() })) })

const own = () => connector({ ...SPEC, id: 'own', config: CONFIG })
type Own = ReturnType<typeof own>
const daysOf = (on: Own) =>
  on.endpoint({ name: 'days', partitions: (p) => p.days('day', { timeZone: 'UTC' }), response: LIST }, () => ({
    path: '/',
  }))
const campaignsOf = (on: Own) =>
  on.endpoint({ name: 'campaigns', partitions: (p) => p.each('account', (c) => c.accounts), response: LIST }, () => ({
    path: '/',
  }))

/** The keys of a partitioning, values only; every parent lists what `listed` says. */
function keysOf<P>(partitioning: Partitioning<Config, P>, listed?: Listed): readonly string[] {
  return partitioning.keys({ accounts: ['A', 'B'] }, listed).map(({ key }) => Object.values(key).join(' '))
}

const p = partitionKit<Config>()
const listed: Listed = (_parent, { account }) => (account === 'A' ? ['1', '2'] : ['3'])

describe('parent', () => {
  it('has the partitions of the endpoint above, and below each what that lists', () => {
    const below = p.parent(
      'campaign',
      campaignsOf(own()),
      (b) => b.list,
      (r) => r.id,
    )
    expect(keysOf(below, listed)).toEqual(['A 1', 'A 2', 'B 3'])
    expect(below.parents?.map(({ name, listing }) => [name, listing.endpoint])).toEqual([['campaign', 'campaigns']])
    const [first] = below.keys({ accounts: ['A'] }, listed)
    const window = { start: '', end: '', startSeconds: 0, endSeconds: 0, date: '', lastDate: '' }
    expect(first?.at(window)).toEqual({ account: 'A', campaign: '1' })
  })

  it('with windows is refused where it is declared', () => {
    expect(() =>
      p.parent(
        'campaign',
        daysOf(own()),
        (b) => b.list,
        (r) => r.id,
      ),
    ).toThrow(/^days has windows.*generator of its own$/)
  })

  it('under a name that the endpoint above has is refused: one would hide the other', () => {
    const below = p.parent(
      'account',
      campaignsOf(own()),
      (b) => b.list,
      (r) => r.id,
    )
    expect(() => keysOf(below, listed)).toThrow('"account" is a partition of campaigns already')
  })

  it('of another connector is refused', () => {
    const elsewhere = campaignsOf(own())
    const here = own()
    const child = here.endpoint(
      {
        name: 'spend',
        partitions: (p) =>
          p.parent(
            'campaign',
            elsewhere,
            (b) => b.list,
            (r) => r.id,
          ),
        response: LIST,
      },
      () => ({ path: '/' }),
    )
    expect(() => here.plugin({ streams: [], check: child })).toThrow(
      'the endpoint "spend" has partitions of an endpoint of another connector',
    )
  })
})

describe('product', () => {
  const campaigns = () =>
    p.parent(
      'campaign',
      campaignsOf(own()),
      (b) => b.list,
      (r) => r.id,
    )

  it('combines what agrees in the names that both have', () => {
    const both = p.product(
      p.each('account', (c) => c.accounts),
      campaigns(),
    )
    expect(keysOf(both, listed)).toEqual(['A 1', 'A 2', 'B 3'])
    expect(
      keysOf(
        p.product(
          campaigns(),
          p.each('account', () => ['B', 'C']),
        ),
        listed,
      ),
    ).toEqual(['B 3'])
  })

  it('combines everything where the names differ, and hands parents on from both sides', () => {
    const both = p.product(
      p.product(
        campaigns(),
        p.each('kind', () => ['x', 'y']),
      ),
      p.days('day', { timeZone: 'UTC' }),
    )
    expect(keysOf(both, listed)).toEqual(['A 1 x', 'A 1 y', 'A 2 x', 'A 2 y', 'B 3 x', 'B 3 y'])
    expect(both.parents).toHaveLength(1)
    expect(both.calendar).toBeDefined()
  })
})

describe('choose', () => {
  type Cut = { readonly accounts: readonly string[]; readonly cut: 'day' | 'month' }
  const kit = partitionKit<Cut>()
  const china = { timeZone: 'Asia/Shanghai' }
  const chosen = kit.choose((c) => c.cut, { day: kit.days('span', china), month: kit.months('span', china) })
  const range = { from: Date.parse('2026-11-01T00:00:00+08:00'), to: Date.parse('2026-11-04T00:00:00+08:00') }

  it.each([
    ['day', 'days Asia/Shanghai 00:00', ['2026-11-01', '2026-11-02', '2026-11-03']],
    ['month', 'months Asia/Shanghai 00:00', ['2026-11-01']],
  ] as const)('cuts by the %s where the config says so, on a grid of its own', (cut, grid, dates) => {
    const calendar = chosen.calendar?.({ accounts: [], cut })
    expect(calendar?.grid).toBe(grid)
    expect(calendar?.windows(range).map(({ date }) => date)).toEqual(dates)
  })

  it('has the keys of what is chosen, and no windows where none of them has', () => {
    const accounts = kit.each('id', (c) => c.accounts)
    const either = kit.choose((c) => c.cut, { day: accounts, month: kit.each('id', () => ['all']) })
    const keys = (cut: Cut['cut']) => either.keys({ accounts: ['A', 'B'], cut }).map(({ key }) => key.id)
    expect([keys('day'), keys('month')]).toEqual([['A', 'B'], ['all']])
    expect(either.calendar).toBeUndefined()
  })

  it('is refused where only some have windows, and for parents', () => {
    const mixed = { day: kit.days('span', china), month: kit.each('span', () => []) }
    expect(() => kit.choose<Cut['cut'], object>((c) => c.cut, mixed)).toThrow(
      'either all that is chosen from has windows',
    )
    const parent = p.parent(
      'campaign',
      campaignsOf(own()),
      (b) => b.list,
      (r) => r.id,
    )
    expect(() => p.choose(() => 'only', { only: parent })).toThrow('must have no parents')
  })
})

describe('a partitioning of a third party', () => {
  /** As one was written before there were parents. */
  const regions: Partitioning<Config, { readonly region: string }> = {
    kind: 'regions',
    keys: (config) => config.accounts.map((account) => ({ key: { region: account }, at: () => ({ region: account }) })),
  }
  const bound = (partitions: Partitioning<Config, object>): BoundEndpoint => {
    const on = own()
    const endpoint = on.endpoint({ name: 'own', partitions: () => partitions, response: LIST }, () => ({ path: '/' }))
    return definitionOf(on.plugin({ streams: [], check: endpoint })).bind({}).check
  }

  it('works as it did, on its own and in a product', () => {
    expect(bound(regions).partitions.map(({ key }) => key)).toEqual([{ region: 'A' }, { region: 'B' }])
    const both = p.product(
      regions,
      p.each('n', () => [1, 2]),
    )
    expect(bound(both).partitions).toHaveLength(4)
  })

  it('that wraps a parent and hides it is told so, before anything is sent', () => {
    const below = p.parent(
      'campaign',
      campaignsOf(own()),
      (b) => b.list,
      (r) => r.id,
    )
    const wrapped: Partitioning<Config, object> = { kind: 'wrapped', keys: (config) => below.keys(config) }
    expect(() => bound(wrapped)).toThrow('a partitioning hides its parent, the endpoint "campaigns"')
  })
})

describe('every strategy', () => {
  const values = fc.uniqueArray(fc.stringMatching(/^[a-z0-9 "{}:]{0,6}$/), { maxLength: 5 })
  const lists = fc.dictionary(fc.constantFrom('A', 'B', 'C'), values)

  it('covers each key and instant in exactly one partition and window', () => {
    fc.assert(
      fc.property(
        lists,
        fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
        fc.constantFrom('UTC', 'America/New_York', 'Asia/Shanghai'),
        fc.boolean(),
        (lists, instant, timeZone, swapped) => {
          const grid = p.days('day', { timeZone, boundary: '08:00' })
          const below = p.parent(
            'campaign',
            campaignsOf(own()),
            (b) => b.list,
            (r) => r.id,
          )
          const combined = swapped ? p.product(grid, below) : p.product(below, grid)
          const keys = combined.keys(
            { accounts: Object.keys(lists) },
            (_parent, { account = '' }) => lists[account] ?? [],
          )
          const expected = Object.entries(lists).flatMap(([account, of]) => of.map((one) => `${account} ${one}`))
          expect(keys.map(({ key }) => `${key.account} ${key.campaign}`).sort()).toEqual(expected.sort())
          const calendar = combined.calendar?.({ accounts: [] })
          const windows = calendar?.windows({ from: instant - 40 * 3_600_000, to: instant + 40 * 3_600_000 }) ?? []
          const holding = windows.filter((w) => w.startSeconds * 1000 <= instant && instant < w.endSeconds * 1000)
          expect(holding).toHaveLength(1)
          for (const { key, at } of keys) {
            expect(at(holding[0]!)).toEqual({ account: key.account, campaign: key.campaign, day: holding[0] })
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})
