import { parseDateRange } from '../wire/date-range.js'
import type { Endpoint } from '../wire/endpoint.js'
import { parseListRequest, writeListPage } from '../wire/list-page.js'
import { Refusal } from '../wire/refusal.js'
import { chinaDay } from '../world/china-day.js'
import { FUND_TYPES, type FundFlow, fundFlows } from './fund-books.js'
import { accountWithFunds } from './funds.js'

const FIELDS = [
  'account_id',
  'fund_type',
  'balance',
  'time',
  'external_bill_no',
  'trade_type',
  'trade_type_ext',
  'amount',
  'description',
]

/** Two years, to the day. */
export const TWO_YEARS = 730

/** `GET /<version>/fund_statements_detailed/get`: every movement in one fund. v3.0 goes on from the key of a row. */
export function fundStatements(version: 'v1.1' | 'v3.0'): Endpoint {
  const hasKeys = version === 'v3.0'
  const own = hasKeys ? ['primary_key'] : []
  return {
    scope: 'account_management',
    parameters: ['account_id', 'fund_type', 'date_range', 'page', 'page_size', ...own],
    answer(world, parameters, now) {
      const list = parseListRequest(parameters, [...FIELDS, ...own])
      const account = accountWithFunds(world, parameters)
      const fundType = parameters.required('fund_type')
      const fund = FUND_TYPES.find((name) => name === fundType)
      if (fund === undefined) throw new Refusal(18009, 'fund_type')
      const days = parseDateRange(parameters, chinaDay(now), { maxSpan: TWO_YEARS + 1, maxAge: TWO_YEARS })
      const flows = days.flatMap((day) => fundFlows(world, account, fund, day, now))
      const rows = flows.map((flow) => ({
        account_id: world.idsAs === 'number' ? account.id : `"${account.id}"`,
        fund_type: JSON.stringify(fund),
        balance: String(flow.balance),
        time: String(flow.time),
        external_bill_no: JSON.stringify(flow.billNo),
        trade_type: JSON.stringify(flow.tradeType),
        trade_type_ext: JSON.stringify(flow.tradeType),
        amount: String(flow.fen),
        description: '""',
        ...(hasKeys && { primary_key: JSON.stringify(flow.key) }),
      }))
      return writeListPage(rows, list, placeAfter(flows, parameters.text('primary_key')))
    },
  }
}

/** How many rows lie before the page: those up to the one with the key. @throws Refusal where nobody has it */
function placeAfter(flows: readonly FundFlow[], key: string | undefined): number {
  if (key === undefined) return 0
  const place = flows.findIndex((flow) => flow.key === key)
  if (place < 0) throw new Refusal(18009, 'primary_key')
  return place + 1
}
