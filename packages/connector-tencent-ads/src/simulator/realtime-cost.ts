import type { AdWorld } from './ad-world.js'
import { chinaDay, parseDay } from './china-day.js'
import { objectCosts } from './cost-rows.js'
import type { Endpoint } from './endpoint.js'
import { type Filter, parseFiltering } from './filtering.js'
import { parseListRequest, writeListPage } from './list-page.js'
import type { QueryParameters } from './query-parameters.js'
import { Refusal } from './refusal.js'
import type { TencentAdsLevel } from './tencent-ads-simulator.js'

/** `GET /v1.1/realtime_cost/get`: what ad objects have cost today. */
export const realtimeCost: Endpoint = {
  parameters: ['account_id', 'level', 'date', 'filtering', 'page', 'page_size'],
  answer(world, parameters, now) {
    const list = parseListRequest(parameters, ['campaign_id', 'adgroup_id', 'cost'])
    const account = world.accounts.get(accountId(parameters))
    if (account === undefined) throw new Refusal(12201, 'account_id')
    const level = parseLevel(parameters.required('level'))
    const day = parseToday(parameters.required('date'), now)
    const filters = parseFilters(world, parameters, level)
    const id = (text: string) => (world.idsAs === 'number' ? text : `"${text}"`)
    const rows = objectCosts(world, account, { day, now, level })
      .filter((cost) =>
        filters.every(({ values }) => values.has(level === 'CAMPAIGN' ? cost.campaignId : cost.adgroupId)),
      )
      .map((cost) => ({ campaign_id: id(cost.campaignId), adgroup_id: id(cost.adgroupId), cost: String(cost.fen) }))
    return writeListPage(rows, list)
  },
}

/** The `account_id` of a call, digits. @throws Refusal 18001, 18002, 18004 */
export function accountId(parameters: QueryParameters): string {
  const value = parameters.required('account_id')
  if (!/^-?(0|[1-9]\d*)$/.test(value)) throw new Refusal(18002, 'account_id')
  if (value.startsWith('-')) throw new Refusal(18004, 'account_id')
  return value
}

function parseLevel(text: string): TencentAdsLevel {
  if (text === 'ADVERTISER' || text === 'CAMPAIGN' || text === 'ADGROUP') return text
  throw new Refusal(18009, 'level')
}

function parseToday(text: string, now: number): number {
  if (text.length !== 10) throw new Refusal(18014, 'date')
  const day = parseDay(text)
  if (day === undefined) throw new Refusal(18002, 'date')
  if (day !== chinaDay(now)) throw new Refusal(31002, 'date')
  return day
}

const FILTER_FIELDS = { ADVERTISER: undefined, CAMPAIGN: 'campaign_id', ADGROUP: 'adgroup_id' } as const

function parseFilters(world: AdWorld, parameters: QueryParameters, level: TencentAdsLevel): readonly Filter[] {
  const field = FILTER_FIELDS[level]
  const filters = parseFiltering(parameters.json('filtering'), {
    field,
    operators: { EQUALS: 1 },
    maxFilters: 2,
    check: (value) => {
      if (!/^(0|[1-9]\d*)$/.test(value)) throw new Refusal(18002, 'values')
    },
  })
  if (world.requireFiltering && field !== undefined && filters.length === 0) throw new Refusal(18001, 'filtering')
  return filters
}
