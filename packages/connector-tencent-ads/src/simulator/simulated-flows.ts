import type { AdWorld } from './ad-world.js'
import { chinaDay } from './china-day.js'
import { daysBetween } from './days-between.js'
import { FUND_TYPES, fundFlows } from './fund-books.js'
import type { SimulatedFlow, SimulatedFlowsOptions } from './tencent-ads-simulator.js'
import { yuan } from './yuan.js'

/** The vendor's books of money that moved, as of `now`. @throws RangeError on a bound that is no day */
export function simulatedFlows(world: AdWorld, options: SimulatedFlowsOptions, now: number): SimulatedFlow[] {
  const days = daysBetween(options, world.firstDay, chinaDay(now) + 1)
  return [...world.accountsWithFunds.values()].flatMap((account) =>
    FUND_TYPES.flatMap((fund) =>
      days
        .flatMap((day) => fundFlows(world, account, fund, day, now))
        .map(({ time, tradeType, fen, balance }) => ({
          account: account.id,
          fund,
          time,
          type: tradeType,
          amount: yuan(fen),
          balance: yuan(balance),
        })),
    ),
  )
}
