import { type Charge, ConfigError, type HttpRequest, id, money } from '@outlay/core'
import * as z from 'zod'
import { chargeDelivery } from './charge-delivery.js'
import { type Config, levels, someOrNone } from './config.js'
import { CHINA, marketingApi } from './connection.js'
import { costList, costPages } from './cost-list.js'

/** realtime_cost/get: what an account, its campaigns or its ad groups have spent so far today. */
const realtimeCostGet = marketingApi.endpoint(
  {
    name: 'realtime_cost/get',
    // The vendor answers for today only, and may still deduct some hours after midnight, when nobody can ask any more: a
    // day stays as its last read found it.
    partitions: (p) =>
      p.product(
        p.product(
          p.each('accountId', (c) => someOrNone(c.accountIds)),
          p.each('objectId', (c) => someOrNone([...c.campaignIds, ...c.adgroupIds])),
        ),
        p.days('day', { timeZone: CHINA, available: { from: 'today' }, settlesAfter: '6h' }),
      ),
    response: costList,
    paginate: (p) => p.pageNumber(costPages),
  },
  ({ config: { level }, partition: { accountId, objectId, day }, page }) =>
    realtimeCostRequest({
      account_id: accountId,
      level,
      date: day.date,
      filtering: objectId === null ? undefined : [{ field: FILTERS[level], operator: 'EQUALS', values: [objectId] }],
      page: page.number,
      page_size: page.size,
    }),
)

/** Today's spend so far: one row an account, or with `level` one a campaign or ad group. */
export const realtimeCost = realtimeCostGet.stream(
  {
    name: 'realtime_cost',
    title: "Today's ad spend so far, in China",
    records: (body) => body.data?.list,
    stamp: (_raw, { config, partition }) => ({
      account_id: partition.accountId,
      date: partition.day.date,
      level: config.level,
    }),
    record: z.object({
      account_id: id(),
      date: z.iso.date(),
      level: levels,
      campaign_id: id(),
      adgroup_id: id(),
      cost: money('CNY', { minorDigits: 2 }),
    }),
  },
  {
    primaryKey: ['account_id', 'date', 'level', 'campaign_id', 'adgroup_id'],
    coverage: { group: 'spend', rank: 3 },
    charge: (r, { config }) =>
      chargeDelivery(r, config, {
        description: `Ad delivery spend ${r.date}`,
        status: 'estimated',
        resource: adObject(r),
        attributes: { CampaignId: meant(r.campaign_id), AdGroupId: meant(r.adgroup_id) },
      }),
  },
)

/** One call. Throws a ConfigError without an account: here the vendor takes advertisers only, and never an agency. */
export function realtimeCostRequest(query: {
  readonly account_id: string | null
  readonly level: Config['level']
  readonly date: string
  readonly filtering?: readonly object[] | undefined
  readonly page: number
  readonly page_size: number
}): HttpRequest {
  const { account_id } = query
  if (account_id === null) throw needsAccounts()
  return { path: '/v1.1/realtime_cost/get', query: { ...query, account_id } }
}

const FILTERS = { ADVERTISER: undefined, CAMPAIGN: 'campaign_id', ADGROUP: 'adgroup_id' } as const

/** Id 0 means "not applicable at this level". */
function meant(id: string): string | null {
  return id === '0' ? null : id
}

function adObject(row: { readonly campaign_id: string; readonly adgroup_id: string }): Charge['resource'] {
  if (meant(row.adgroup_id) !== null) return { id: `adgroup/${row.adgroup_id}`, type: 'Ad Group' }
  if (meant(row.campaign_id) !== null) return { id: `campaign/${row.campaign_id}`, type: 'Campaign' }
  return undefined
}

function needsAccounts(): ConfigError {
  return new ConfigError({
    message: 'realtime_cost needs accountIds: the vendor answers for advertiser accounts, not for an agency',
    hint: 'Name the accounts, or disable the stream and read a WeChat stream.',
    stops: 'stream',
  })
}
