import * as z from 'zod'
import type { Plugin } from '../contract/plugin.js'
import type { Clock, WireReply } from '../contract/services.js'
import { connector } from '../define/connector.js'
import { id } from '../fields/id.js'
import { money } from '../fields/money.js'
import { secret } from '../fields/secret.js'
import type { CalendarOptions } from '../partitions/calendar.js'
import { wireReply } from './scripted-transport.js'

const PAGE_SIZE = 2
const listed = z.object({ list: z.array(z.looseObject({ id: id() })), total: z.int().nullish() })
const record = z.object({ campaign: id(), date: z.iso.date(), cost: money('USD') })

/**
 * An invented vendor that lists campaigns by account and their ads by campaign, and is asked for spend and clicks of each
 * campaign and for the cost of each ad. Streams: `spend`, `clicks`, `ad_cost`, the snapshot `budgets` of each campaign, the
 * optional `campaigns`, and `account_spend`, which needs no list. For tests.
 */
export function campaignConnector(grid: CalendarOptions = { timeZone: 'UTC' }): Plugin {
  const own = connector({
    id: 'campaigns',
    title: 'Campaigns',
    docs: 'https://campaigns.example/docs',
    config: z.strictObject({ key: secret(), accounts: z.array(id()).default(['A']) }),
    http: { baseUrl: () => 'https://api.campaigns.example' },
    auth: (a) => a.header('x-key', (c) => c.key),
    billing: () => ({
      provider: 'Campaigns',
      service: 'Campaigns',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'documented',
    }),
  })
  const campaignsGet = own.endpoint(
    {
      name: 'campaigns/get',
      partitions: (p) => p.each('account', (c) => c.accounts),
      paginate: (p) => p.pageNumber({ size: PAGE_SIZE, totalRecords: (b) => b.total }),
      response: listed,
    },
    ({ partition, page }) => ({ path: '/campaigns', query: { account: partition.account, page: page.number } }),
  )
  const adsGet = own.endpoint(
    {
      name: 'ads/get',
      partitions: (p) =>
        p.parent(
          'campaign',
          campaignsGet,
          (b) => b.list,
          (r) => r.id,
        ),
      paginate: (p) => p.pageNumber({ size: PAGE_SIZE }),
      response: listed,
    },
    ({ partition, page }) => ({ path: '/ads', query: { ...partition, page: page.number } }),
  )
  const response = z.object({ cost: z.unknown() })
  const daily = (name: string) =>
    own.endpoint(
      {
        name: `${name}/get`,
        partitions: (p) =>
          p.product(
            p.parent(
              'campaign',
              campaignsGet,
              (b) => b.list,
              (r) => r.id,
            ),
            p.days('day', grid),
          ),
        response,
      },
      ({ partition: { account, campaign, day } }) => ({
        path: `/${name}`,
        query: { account, campaign, date: day.date },
      }),
    )
  const streamOf = (name: string, endpoint: ReturnType<typeof daily>) =>
    endpoint.stream(
      {
        name,
        records: (b) => [b],
        stamp: (_raw, { partition }) => ({ campaign: partition.campaign, date: partition.day.date }),
        record,
      },
      { primaryKey: ['campaign', 'date'] },
    )
  const adCostGet = own.endpoint(
    {
      name: 'ad_cost/get',
      partitions: (p) =>
        p.product(
          p.days('day', grid),
          p.parent(
            'ad',
            adsGet,
            (b) => b.list,
            (r) => r.id,
          ),
        ),
      response,
    },
    ({ partition: { account, campaign, ad, day } }) => ({
      path: '/ad_cost',
      query: { account, campaign, ad, date: day.date },
    }),
  )
  const budgetGet = own.endpoint(
    {
      name: 'budgets/get',
      partitions: (p) =>
        p.parent(
          'campaign',
          campaignsGet,
          (b) => b.list,
          (r) => r.id,
        ),
      response,
    },
    ({ partition }) => ({ path: '/budgets', query: { ...partition } }),
  )
  const accountGet = own.endpoint(
    {
      name: 'account_spend/get',
      partitions: (p) =>
        p.product(
          p.each('account', (c) => c.accounts),
          p.days('day', grid),
        ),
      response,
    },
    ({ partition: { account, day } }) => ({ path: '/account_spend', query: { account, date: day.date } }),
  )
  const spendGet = daily('spend')
  const cost = z.object({ cost: money('USD') })
  const streams = [
    streamOf('spend', spendGet),
    streamOf('clicks', daily('clicks')),
    adCostGet.stream(
      {
        name: 'ad_cost',
        records: (b) => [b],
        stamp: (_raw, { partition }) => ({ ad: partition.ad, date: partition.day.date }),
        record: cost.extend({ ad: id(), date: z.iso.date() }),
      },
      { primaryKey: ['ad', 'date'] },
    ),
    budgetGet.stream(
      {
        name: 'budgets',
        records: (b) => [b],
        stamp: (_raw, { partition }) => ({ campaign: partition.campaign }),
        record: cost.extend({ campaign: id() }),
      },
      { primaryKey: ['campaign'] },
    ),
    campaignsGet.stream(
      { name: 'campaigns', optional: true, records: (b) => b.list, record: z.object({ id: id() }) },
      { primaryKey: ['id'] },
    ),
    accountGet.stream({ name: 'account_spend', records: (b) => [b], record: cost }, { primaryKey: [] }),
  ] as const
  return own.plugin({ streams, check: spendGet })
}

/** The vendor of that connector: what it lists is a test's to change. */
export class CampaignVendor {
  /** By account. */
  campaigns: Readonly<Record<string, readonly string[]>> = { A: ['1', '2', '3'] }
  /** By campaign. */
  ads: Readonly<Record<string, readonly string[]>> = {}
  /** Called for each request; a reply or an error in place of the vendor's own. */
  instead: (url: URL) => WireReply | Error | undefined = () => undefined
  readonly asked: string[] = []

  constructor(private readonly clock: Clock) {}

  /** To be a test host's `vendor.instead`. */
  readonly answer = (url: URL): WireReply | Error => {
    this.asked.push(`${url.pathname} ${[...url.searchParams.values()].join(' ')}`)
    return this.instead(url) ?? this.#answer(url)
  }

  /** What was asked of one path since the last time. */
  take(path?: string): readonly string[] {
    const asked = this.asked.splice(0)
    return path === undefined ? asked : asked.filter((line) => line.startsWith(`${path} `))
  }

  #answer({ pathname, searchParams }: URL): WireReply {
    const of = (name: string): string => searchParams.get(name) ?? ''
    if (pathname === '/campaigns') return page(this.campaigns[of('account')] ?? [], Number(of('page')), true)
    if (pathname === '/ads') return page(this.ads[of('campaign')] ?? [], Number(of('page')), false)
    return wireReply({ body: { cost: `${this.clock.now() % 97}.50` } })
  }
}

function page(all: readonly string[], number: number, states: boolean): WireReply {
  const list = all.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE).map((listed) => ({ id: listed }))
  return wireReply({ body: { list, ...(states && { total: all.length }) } })
}
