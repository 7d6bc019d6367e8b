import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { id } from '../fields/id.js'
import { wireReply } from '../testing/scripted-transport.js'
import { syncHost } from '../testing/sync-host.js'
import { connector } from './connector.js'

const asked = { from: '2026-11-01', to: '2026-11-02' }

/** Numbered pages of two with a stated total, projected by two streams as `take` says. */
function plugin(
  take: (list: readonly unknown[]) => readonly [readonly unknown[], readonly unknown[]],
  otherId: z.ZodType<string> = id(),
) {
  const own = connector({
    id: 'own',
    title: 'Own',
    docs: 'https://own.example',
    config: z.strictObject({ key: z.string(), accounts: z.array(id()).default(['A']) }),
    http: { baseUrl: () => 'https://own.example' },
    billing: () => ({
      provider: 'Own',
      service: 'Own',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'documented',
    }),
  })
  const list = own.endpoint(
    {
      name: 'list',
      partitions: (p) =>
        p.product(
          p.each('account', (c) => c.accounts),
          p.days('day', { timeZone: 'UTC' }),
        ),
      paginate: (p) => p.pageNumber({ size: 2, totalRecords: (b) => b.total }),
      response: z.object({ list: z.array(z.unknown()), total: z.int().nullish() }),
    },
    ({ page }) => ({ path: '/list', query: { page: page.number } }),
  )
  const record = z.object({ id: id() })
  const one = list.stream({ name: 'one', records: (b) => take(b.list)[0], record }, { primaryKey: ['id'] })
  const other = list.stream(
    { name: 'other', records: (b) => take(b.list)[1], record: z.object({ id: otherId }) },
    { primaryKey: ['id'] },
  )
  return own.plugin({ streams: [one, other], check: list })
}

/** Five records on three pages, with or without the total. */
async function synced(
  take: Parameters<typeof plugin>[0],
  total: number | null,
  streams: readonly ('one' | 'other')[] = ['one', 'other'],
  otherId?: z.ZodType<string>,
) {
  const host = syncHost({ plugin: plugin(take, otherId) })
  host.vendor.instead = (url) => {
    const page = Number(url.searchParams.get('page'))
    const all = [1, 2, 3, 4, 5].map((number) => ({ id: String(number) }))
    return wireReply({ body: { list: all.slice(2 * page - 2, 2 * page), total } })
  }
  const report = await host.sync(Object.fromEntries(streams.map((name) => [name, {}])), asked)
  const ids = (name: string) => host.ledger.rows(name).map(({ record }) => record.id)
  return { report, sent: host.transport.requests.length, one: ids('one'), other: ids('other') }
}

describe('a list that two streams project', () => {
  const both = (list: readonly unknown[]) => [list, list] as const

  it('is as long as the vendor states, not twice as long', async () => {
    const { report, sent, one, other } = await synced(both, 5)
    expect(report.differences).toEqual([])
    expect([sent, one, other]).toEqual([3, ['1', '2', '3', '4', '5'], ['1', '2', '3', '4', '5']])
  })

  it('ends at its short page', async () => {
    expect(await synced(both, null)).toMatchObject({ sent: 3, one: ['1', '2', '3', '4', '5'] })
  })

  it('is counted whole where each takes its part', async () => {
    const parts = (list: readonly unknown[]) => [list.slice(0, 1), list.slice(1)] as const
    const { report, one, other } = await synced(parts, 5)
    expect(report.differences).toEqual([])
    expect([one, other]).toEqual([
      ['1', '3', '5'],
      ['2', '4'],
    ])
  })
})

describe('a stream that is off', () => {
  it('has its records counted, and none looked at', async () => {
    const unread = z.string().transform((): string => {
      throw new Error('it was looked at')
    })
    const parts = (list: readonly unknown[]) => [list.slice(0, 1), list.slice(1)] as const
    const { report, sent, one } = await synced(parts, 5, ['one'], unread)
    expect([report.failures, report.differences]).toEqual([[], []])
    expect([sent, one]).toEqual([3, ['1', '3', '5']])
  })
})

describe('a value that stands twice in the config', () => {
  it('is refused before anything is sent: its spend would be read twice', async () => {
    const host = syncHost({ plugin: plugin((list) => [list, []]) })
    const run = host.sync({ one: {} }, { ...asked, config: { accounts: ['A', 'B', 'A'] } })
    await expect(run).rejects.toThrow('main: list would be read twice for account "A": name each value once')
    expect(host.transport.requests).toEqual([])
  })
})
