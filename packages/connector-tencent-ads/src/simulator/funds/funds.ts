import { objectCosts } from '../cost/cost-rows.js'
import { accountId } from '../cost/realtime-cost.js'
import type { Endpoint } from '../wire/endpoint.js'
import { parseFields, restricted } from '../wire/list-page.js'
import type { QueryParameters } from '../wire/query-parameters.js'
import { Refusal } from '../wire/refusal.js'
import { writeArray, writeObject } from '../wire/wire-json.js'
import type { AdAccount } from '../world/ad-account.js'
import type { AdWorld } from '../world/ad-world.js'
import { chinaDay } from '../world/china-day.js'
import { FUND_TYPES, fundBalance } from './fund-books.js'

const FIELDS = ['fund_type', 'balance', 'fund_status', 'realtime_cost']
const LATER_FIELDS = ['bill_deposit_amount', 'effect_funds']

/** `GET /<version>/funds/get`: what is in the funds of an account. It has no pages. */
export function funds(version: 'v1.1' | 'v3.0'): Endpoint {
  const known = version === 'v1.1' ? FIELDS : [...FIELDS, ...LATER_FIELDS]
  return {
    scope: 'account_management',
    parameters: ['account_id'],
    answer(world, parameters, now) {
      const fields = parseFields(parameters.json('fields'), known)
      const account = accountWithFunds(world, parameters)
      const today = chinaDay(now)
      const [spent] = objectCosts(world, account, { day: today, now, level: 'ADVERTISER' })
      const rows = FUND_TYPES.map((fund) => ({
        fund_type: JSON.stringify(fund),
        balance: String(fundBalance(world, account, fund, now)),
        fund_status: '"FUND_STATUS_NORMAL"',
        realtime_cost: String(fund === 'FUND_TYPE_CASH' ? (spent?.fen ?? 0n) : 0n),
        bill_deposit_amount: '0',
        effect_funds: '[]',
      }))
      return writeObject({ list: writeArray(rows.map((row) => writeObject(restricted(row, fields)))) })
    },
  }
}

/** The account of a call about money: an advertiser, or the agency. @throws Refusal */
export function accountWithFunds(world: AdWorld, parameters: QueryParameters): AdAccount {
  const account = world.accountsWithFunds.get(accountId(parameters))
  if (account === undefined) throw new Refusal(12201, 'account_id')
  return account
}
