import type { TencentAdsLevel } from '../public/tencent-ads-simulator.js'
import { parseDay10 } from '../wire/date-range.js'
import type { Endpoint } from '../wire/endpoint.js'
import { type Filter, parseFiltering } from '../wire/filtering.js'
import { parseListRequest, writeListPage } from '../wire/list-page.js'
import type { QueryParameters } from '../wire/query-parameters.js'
import { Refusal } from '../wire/refusal.js'
import type { AdWorld } from '../world/ad-world.js'
import { chinaDay } from '../world/china-day.js'
import { allTimeCosts, objectCosts } from './cost-rows.js'

/** `GET /<version>/realtime_cost/get`: what ad objects have cost today, or in v3.0 since they exist. */
export function realtimeCost(version: 'v1.1' | 'v3.0'): Endpoint {
  const levels = LEVELS[version]
  const own = version === 'v1.1' ? ['campaign_id', 'adgroup_id', 'cost'] : ['adgroup_id', 'cost']
  return {
    scope: version === 'v1.1' ? 'ads_management' : 'account_management',
    parameters: ['account_id', 'level', 'date', 'filtering', 'page', 'page_size'],
    answer(world, parameters, now) {
      const list = parseListRequest(parameters, own)
      const account = world.accounts.get(accountId(parameters))
      if (account === undefined) throw new Refusal(12201, 'account_id')
      const level = parseLevel(levels, parameters.required('level'))
      const day = level === 'ADTOTAL' ? noDate(parameters, now) : parseToday(parameters.required('date'), now)
      const filters = parseFilters(world, parameters, level)
      const id = (text: string) => (world.idsAs === 'number' ? text : `"${text}"`)
      const costs =
        level === 'ADTOTAL' ? allTimeCosts(world, account, now) : objectCosts(world, account, { day, now, level })
      const rows = costs
        .filter((cost) =>
          filters.every(({ values }) => values.has(level === 'CAMPAIGN' ? cost.campaignId : cost.adgroupId)),
        )
        .map((cost) => ({
          ...(version === 'v1.1' && { campaign_id: id(cost.campaignId) }),
          adgroup_id: id(cost.adgroupId),
          cost: String(cost.fen),
        }))
      return writeListPage(rows, list)
    },
  }
}

/** The `account_id` of a call, digits. @throws Refusal 18001, 18002, 18004 */
export function accountId(parameters: QueryParameters): string {
  const value = parameters.required('account_id')
  if (!/^-?(0|[1-9]\d*)$/.test(value)) throw new Refusal(18002, 'account_id')
  if (value.startsWith('-')) throw new Refusal(18004, 'account_id')
  return value
}

type Level = TencentAdsLevel | 'ADTOTAL'

const LEVELS: Readonly<Record<'v1.1' | 'v3.0', readonly Level[]>> = {
  'v1.1': ['ADVERTISER', 'CAMPAIGN', 'ADGROUP'],
  'v3.0': ['ADVERTISER', 'ADGROUP', 'ADTOTAL'],
}

function parseLevel(levels: readonly Level[], text: string): Level {
  const level = levels.find((name) => name === text)
  if (level === undefined) throw new Refusal(18009, 'level')
  return level
}

function parseToday(text: string, now: number): number {
  const day = parseDay10(text, 'date')
  if (day !== chinaDay(now)) throw new Refusal(31002, 'date')
  return day
}

// A total of all time has no date: one that comes with it is refused.
function noDate(parameters: QueryParameters, now: number): number {
  if (parameters.text('date') !== undefined) throw new Refusal(18009, 'date')
  return chinaDay(now)
}

const FILTER_FIELDS = {
  ADVERTISER: undefined,
  CAMPAIGN: 'campaign_id',
  ADGROUP: 'adgroup_id',
  ADTOTAL: 'adgroup_id',
} as const

function parseFilters(world: AdWorld, parameters: QueryParameters, level: Level): readonly Filter[] {
  const field = FILTER_FIELDS[level]
  const filters = parseFiltering(parameters.json('filtering'), {
    field,
    operators: { EQUALS: 1 },
    maxFilters: 2,
    check: checkId,
  })
  if (world.requireFiltering && field !== undefined && filters.length === 0) throw new Refusal(18001, 'filtering')
  return filters
}

/** @throws Refusal where a filter's value is no id. */
export function checkId(value: string): void {
  if (!/^(0|[1-9]\d*)$/.test(value)) throw new Refusal(18002, 'values')
}
