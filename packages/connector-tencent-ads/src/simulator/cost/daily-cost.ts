import { hasBannedCharacter } from '../wire/banned-characters.js'
import { parseDateRange } from '../wire/date-range.js'
import type { Endpoint } from '../wire/endpoint.js'
import { parseFiltering } from '../wire/filtering.js'
import { parseListRequest, writeListPage } from '../wire/list-page.js'
import type { QueryParameters } from '../wire/query-parameters.js'
import { Refusal } from '../wire/refusal.js'
import type { AdAccount } from '../world/ad-account.js'
import type { AdWorld } from '../world/ad-world.js'
import { chinaDay, formatDay } from '../world/china-day.js'
import { wechatCosts } from './cost-rows.js'
import { accountId } from './realtime-cost.js'

// "Within 7 days" can limit the span or the age: both are held.
const WEEK = { maxSpan: 7, maxAge: 7 }

/** `GET /v1.1/daily_cost/get` and `wechat_daily_cost/get`: what WeChat accounts have cost, day by day. */
export const dailyCost: Endpoint = {
  parameters: ['account_id', 'date_range', 'filtering', 'page', 'page_size'],
  answer(world, parameters, now) {
    const list = parseListRequest(parameters, ['account_id', 'wechat_account_id', 'date', 'cost'])
    const accounts = requestedAccounts(world, parameters)
    const days = parseDateRange(parameters, chinaDay(now), WEEK)
    const filters = parseFiltering(parameters.json('filtering'), FILTER_RULE)
    const rows = days.flatMap((day) =>
      accounts.flatMap((account) =>
        wechatCosts(world, account, { day, now })
          .filter((cost) => filters.every(({ values }) => values.has(cost.wechatAccountId)))
          .map((cost) => ({
            account_id: world.idsAs === 'number' ? account.id : `"${account.id}"`,
            wechat_account_id: JSON.stringify(cost.wechatAccountId),
            date: `"${formatDay(day)}"`,
            cost: String(cost.fen),
          })),
      ),
    )
    return writeListPage(rows, list)
  },
}

const FILTER_RULE = {
  field: 'wechat_account_id',
  operators: { EQUALS: 1, IN: 100 },
  maxFilters: 10,
  check(value: string): void {
    const bytes = Buffer.byteLength(value)
    if (bytes < 1 || bytes > 120) throw new Refusal(18014, 'values')
    if (hasBannedCharacter(value)) throw new Refusal(18002, 'values')
  },
}

// Only an agency may ask for all of its customers at once.
function requestedAccounts(world: AdWorld, parameters: QueryParameters): readonly AdAccount[] {
  if (parameters.text('account_id') === undefined && world.agencyId !== undefined) {
    return [...world.wechatCustomers.values()]
  }
  const account = world.wechatCustomers.get(accountId(parameters))
  if (account === undefined) throw new Refusal(12201, 'account_id')
  return [account]
}
