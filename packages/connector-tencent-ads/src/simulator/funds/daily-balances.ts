import { parseDateRange } from '../wire/date-range.js'
import type { Endpoint } from '../wire/endpoint.js'
import { parseListRequest, writeListPage } from '../wire/list-page.js'
import { chinaDay, dayStart } from '../world/china-day.js'
import { closingBalance, FUND_TYPES, type FundFlow, fundFlows } from './fund-books.js'
import { TWO_YEARS } from './fund-statements.js'
import { accountWithFunds } from './funds.js'

const FIELDS = [
  'account_id',
  'fund_type',
  'time',
  'deposit',
  'paid',
  'trans_in',
  'trans_out',
  'credit_modify',
  'balance',
  'preauth_balance',
]
const LATER_FIELDS = ['preauth_out_pay', 'preauth_in_refund', 'acct_out_pay', 'acct_out_pay_share', 'share_out_pay']

/** `GET /<version>/daily_balance_report/get`: the books of each fund by day, ten days a call at most. */
export function dailyBalances(version: 'v1.1' | 'v3.0'): Endpoint {
  const later = version === 'v3.0' ? LATER_FIELDS : []
  return {
    scope: 'account_management',
    parameters: ['account_id', 'date_range', 'page', 'page_size'],
    answer(world, parameters, now) {
      const list = parseListRequest(parameters, [...FIELDS, ...later])
      const account = accountWithFunds(world, parameters)
      const days = parseDateRange(parameters, chinaDay(now), { maxSpan: 10, maxAge: TWO_YEARS })
      const rows = days
        .filter((day) => day >= world.firstDay)
        .flatMap((day) =>
          FUND_TYPES.map((fund) => {
            const flows = fundFlows(world, account, fund, day, now)
            return {
              account_id: world.idsAs === 'number' ? account.id : `"${account.id}"`,
              fund_type: JSON.stringify(fund),
              time: String(dayStart(day) / 1000),
              deposit: sumOf(flows, 'CHARGE'),
              paid: sumOf(flows, 'PAY'),
              trans_in: sumOf(flows, 'TRANSFER_IN'),
              trans_out: sumOf(flows, 'EXPIRE'),
              credit_modify: '0',
              balance: String(closingBalance(world, account, fund, day, now)),
              preauth_balance: '0',
              ...Object.fromEntries(later.map((name) => [name, '0'])),
            }
          }),
        )
      return writeListPage(rows, list)
    },
  }
}

function sumOf(flows: readonly FundFlow[], type: FundFlow['tradeType']): string {
  return String(flows.reduce((sum, { tradeType, fen }) => (tradeType === type ? sum + fen : sum), 0n))
}
