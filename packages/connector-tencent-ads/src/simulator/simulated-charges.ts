import type { AdAccount } from './ad-account.js'
import type { AdWorld } from './ad-world.js'
import { chinaDay, formatDay, parseDay } from './china-day.js'
import { objectCosts, wechatCosts } from './cost-rows.js'
import type { SimulatedCharge, SimulatedChargesOptions, TencentAdsLevel } from './tencent-ads-simulator.js'

/** The vendor's books as of a moment, ordered by account, day and object. @throws RangeError on a bound that is no day */
export function simulatedCharges(
  world: AdWorld,
  options: SimulatedChargesOptions,
  vendorNow: number,
): SimulatedCharge[] {
  const { asOf: now = vendorNow, level = 'ADGROUP', stream = 'realtime_cost' } = options
  const from = Math.max(bound(options.from) ?? world.firstDay, world.firstDay)
  const to = Math.min(bound(options.to) ?? Number.POSITIVE_INFINITY, chinaDay(now) + 1)
  const days = Array.from({ length: Math.max(0, to - from) }, (_none, index) => from + index)
  const accounts = stream === 'realtime_cost' ? world.accounts : world.wechatCustomers
  return [...accounts.values()].flatMap((account) =>
    days.flatMap((day) => {
      const costs =
        stream === 'realtime_cost'
          ? objectCharges(world, account, { day, now, level })
          : wechatCosts(world, account, { day, now }).map((cost) => ({
              ...cost,
              resource: `wechat/${cost.wechatAccountId}`,
            }))
      return costs.map(({ fen, resource }) => charge(account, day, fen, resource))
    }),
  )
}

function objectCharges(world: AdWorld, account: AdAccount, at: { day: number; now: number; level: TencentAdsLevel }) {
  return objectCosts(world, account, at).map(({ campaignId, adgroupId, fen }) => {
    if (at.level === 'ADVERTISER') return { fen, resource: '' }
    return { fen, resource: at.level === 'CAMPAIGN' ? `campaign/${campaignId}` : `adgroup/${adgroupId}` }
  })
}

function charge(account: AdAccount, day: number, fen: bigint, resource: string): SimulatedCharge {
  const amount = `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`
  return {
    account: account.id,
    day: formatDay(day),
    sku: 'ad-delivery-daily',
    amount,
    currency: 'CNY',
    quantity: '1',
    resource,
  }
}

function bound(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const day = parseDay(text)
  if (day === undefined) throw new RangeError('from and to are days of the calendar, YYYY-MM-DD')
  return day
}
