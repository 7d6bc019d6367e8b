import { accountId, checkId } from '../cost/realtime-cost.js'
import { parseDateRange } from '../wire/date-range.js'
import type { Endpoint } from '../wire/endpoint.js'
import { type Filter, parseFiltering } from '../wire/filtering.js'
import { parseListRequest, type WireRow, writeListPage } from '../wire/list-page.js'
import type { QueryParameters } from '../wire/query-parameters.js'
import { Refusal } from '../wire/refusal.js'
import type { AdWorld } from '../world/ad-world.js'
import { chinaDay } from '../world/china-day.js'
import { type DeliveredHour, deliveredHours } from './report-rows.js'
import type { RowMeter } from './row-meter.js'

const MAX_REACH = 10_000

/** `GET /v3.0/daily_reports/get` and `hourly_reports/get`: what ad objects have spent, been seen and clicked. */
export function reports(kind: 'daily' | 'hourly', meter: RowMeter): Endpoint {
  const dimensions = kind === 'daily' ? ['date', 'adgroup_id'] : ['date', 'hour', 'adgroup_id']
  return {
    scope: 'ads_insights',
    parameters: [...OWN_PARAMETERS],
    answer(world, parameters, now) {
      parameters.required('fields')
      const fields = [...dimensions, 'view_count', 'valid_click_count', 'cost']
      const list = parseListRequest(parameters, fields, { page: kind === 'daily' ? 99_999 : 100, size: 2_000 })
      if (list.page * list.pageSize > MAX_REACH) throw new Refusal(127005, 'page')
      const account = world.accounts.get(accountId(parameters))
      if (account === undefined) throw new Refusal(12201, 'account_id')
      const level = oneOf(parameters.required('level'), ['REPORT_LEVEL_ADVERTISER', 'REPORT_LEVEL_ADGROUP'], 'level')
      const timeLine = parameters.text('time_line')
      if (timeLine !== undefined) oneOf(timeLine, ['REQUEST_TIME', 'REPORTING_TIME', 'ACTIVE_TIME'], 'time_line')
      const groups = parseGroups(parameters, dimensions)
      // Hourly reports: one day, of the last ninety.
      const rule = kind === 'daily' ? { maxSpan: 366, maxAge: 365 } : { maxSpan: 1, maxAge: 90 }
      const days = parseDateRange(parameters, chinaDay(now), rule)
      const filters = parseFilters(parameters)
      const hours = days
        .flatMap((day) => deliveredHours(world, account, day, now))
        .filter((hour) => filters.every(({ values }) => values.has(hour.adgroupId)))
      const rows = grouped(hours, groups, world)
      meter.match(`${kind} ${level}`, rows.length, now)
      return writeListPage(rows, list)
    },
  }
}

const OWN_PARAMETERS = [
  'account_id',
  'level',
  'date_range',
  'filtering',
  'group_by',
  'time_line',
  'page',
  'page_size',
] as const

function parseGroups(parameters: QueryParameters, dimensions: readonly string[]): readonly string[] {
  parameters.required('group_by')
  const json = parameters.json('group_by')
  if (!Array.isArray(json)) throw new Refusal(18002, 'group_by')
  if (json.length < 1) throw new Refusal(18012, 'group_by')
  if (json.length > 10) throw new Refusal(18003, 'group_by')
  return json.map((name: unknown) => oneOf(name, dimensions, 'group_by'))
}

function parseFilters(parameters: QueryParameters): readonly Filter[] {
  return parseFiltering(parameters.json('filtering'), {
    field: 'adgroup_id',
    operators: { EQUALS: 1, IN: 100 },
    maxFilters: 40,
    check: checkId,
  })
}

function oneOf(value: unknown, allowed: readonly string[], name: string): string {
  const found = allowed.find((item) => item === value)
  if (found === undefined) throw new Refusal(18009, name)
  return found
}

// What is not grouped by has no meaning in a row: the vendor writes something all the same.
function grouped(hours: readonly DeliveredHour[], groups: readonly string[], { idsAs }: AdWorld): WireRow[] {
  const sums = new Map<string, DeliveredHour>()
  for (const hour of hours) {
    const key = groups.map((name) => dimension(hour, name)).join(' ')
    const sum = sums.get(key)
    sums.set(key, sum === undefined ? hour : added(sum, hour))
  }
  return [...sums.values()].map((row) => {
    const id = groups.includes('adgroup_id') ? row.adgroupId : '0'
    return {
      date: JSON.stringify(groups.includes('date') ? row.date : ''),
      hour: groups.includes('hour') ? String(row.hour) : '-1',
      adgroup_id: idsAs === 'number' ? id : `"${id}"`,
      view_count: String(row.views),
      valid_click_count: String(row.clicks),
      cost: String(row.fen),
    }
  })
}

function dimension({ date, hour, adgroupId }: DeliveredHour, name: string): string {
  return name === 'date' ? date : name === 'hour' ? String(hour) : adgroupId
}

function added(a: DeliveredHour, b: DeliveredHour): DeliveredHour {
  return { ...a, fen: a.fen + b.fen, views: a.views + b.views, clicks: a.clicks + b.clicks }
}
