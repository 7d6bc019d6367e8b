import { FUND_TYPES, fundFlows } from './funds/fund-books.js'
import type { SimulatedFlow, SimulatedFlowsOptions } from './public/tencent-ads-simulator.js'
import type { AdWorld } from './world/ad-world.js'
import { chinaDay } from './world/china-day.js'
import { daysBetween } from './world/days-between.js'
import { yuan } from './world/yuan.js'

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
