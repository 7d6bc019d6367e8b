import { type HttpRequest, id, type JsonValue, money } from '@outlay/core'
import * as z from 'zod'
import { CHINA } from '../china-time.js'
import { type Config, levels } from '../config.js'
import { marketingApi } from '../connection.js'
import { advertiser, objectsOfAccounts } from '../partitions.js'
import { hundreds, rowList } from '../row-list.js'
import { states } from '../states.js'
import { adObject } from './ad-object.js'
import { chargeDelivery, spend } from './charge-delivery.js'

/** realtime_cost/get: what an account, its campaigns or its ad groups have spent so far today. */
const realtimeCostGet = marketingApi.endpoint(
  {
    name: 'realtime_cost/get',
    // The vendor answers for today only, and may still deduct some hours after midnight, when nobody can ask any more: a
    // day stays as its last read found it.
    partitions: (p) =>
      p.product(
        objectsOfAccounts(p),
        p.days('day', { timeZone: CHINA, available: { from: 'today' }, settlesAfter: '6h' }),
      ),
    response: rowList,
    paginate: (p) => p.pageNumber(hundreds),
  },
  ({ config, partition: { accountId, objectId, day }, page }) =>
    realtimeCostRequest(config, {
      account_id: advertiser('realtime_cost', accountId),
      level: config.level,
      date: day.date,
      filtering: filterBy(config.level, objectId),
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
    stamp: (raw, { config, partition }) => ({
      account_id: partition.accountId,
      date: partition.day.date,
      level: config.level,
      ...(config.apiVersion === 'v3.0' && { campaign_id: '0', ...(isWhole(raw, config) && { adgroup_id: '0' }) }),
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
    coverage: spend.realtime,
    charge: (r, { config }) => {
      // What an ad group has ever cost is a reading of a meter, and no cost of the day.
      if (r.level === 'ADTOTAL') return null
      const description = `Ad delivery spend ${r.date}`
      return chargeDelivery(r, config, { description, status: 'estimated', ...adObject(r) })
    },
  },
)

/** One call. A total of all time has no date. */
export function realtimeCostRequest(
  { apiVersion }: Config,
  {
    date,
    ...query
  }: Readonly<Record<string, string | number | object | undefined>> & { readonly level: Config['level'] },
): HttpRequest {
  return {
    path: `/${apiVersion}/realtime_cost/get`,
    query: { ...query, date: query.level === 'ADTOTAL' ? undefined : date },
  }
}

const FILTERS = {
  ADVERTISER: undefined,
  CAMPAIGN: 'campaign_id',
  ADGROUP: 'adgroup_id',
  ADTOTAL: 'adgroup_id',
} as const

function filterBy(level: Config['level'], id: string | null): readonly object[] | undefined {
  return id === null ? undefined : [{ field: FILTERS[level], operator: 'EQUALS', values: [id] }]
}

/** v3.0 has no campaigns, and need not name an ad group where a row stands for the account: "not applicable" is 0. */
function isWhole(raw: JsonValue, { level }: Config): boolean {
  return level === 'ADVERTISER' && !states(raw, 'adgroup_id')
}
