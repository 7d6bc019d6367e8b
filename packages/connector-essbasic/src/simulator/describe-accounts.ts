import { organizationOf, parseMembers } from './agent-query.js'
import type { AnswerContext } from './answer-context.js'
import { accountsOf } from './simulated-accounts.js'

/**
 * Answers ChannelDescribeAccountBillDetail at the vendor's now (ms since the epoch).
 * @throws VendorError with the documented code
 */
export function describeAccounts(body: Buffer, { settings }: AnswerContext, now: number): object {
  const accounts = accountsOf(settings, organizationOf(parseMembers(body, ['Agent']), settings), now)
  return {
    BoundAccountsNumber: accounts.bound,
    InvalidAccountsNumber: accounts.invalid,
    RemainAvailableAccountsNumber: accounts.remaining,
    TotalBuyAccountsNumber: accounts.bought,
    TotalGiftAccountsNumber: accounts.given,
  }
}
