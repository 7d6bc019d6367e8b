import { objectCosts, wechatCosts } from './cost/cost-rows.js'
import type { SimulatedCharge, SimulatedChargesOptions, TencentAdsLevel } from './public/tencent-ads-simulator.js'
import { deliveredHours } from './reports/report-rows.js'
import type { AdAccount } from './world/ad-account.js'
import type { AdWorld } from './world/ad-world.js'
import { chinaDay, formatDay } from './world/china-day.js'
import { daysBetween } from './world/days-between.js'
import { yuan } from './world/yuan.js'

/** The vendor's books as of a moment, ordered by account, day and object. @throws RangeError on a bound that is no day */
export function simulatedCharges(
  world: AdWorld,
  options: SimulatedChargesOptions,
  vendorNow: number,
): SimulatedCharge[] {
  const { asOf: now = vendorNow, level = 'ADGROUP', stream = 'realtime_cost' } = options
  const days = daysBetween(options, world.firstDay, chinaDay(now) + 1)
  const accounts = stream === 'daily_cost' ? world.wechatCustomers : world.accounts
  const book = BOOKS[stream]
  return [...accounts.values()].flatMap((account) =>
    days.flatMap((day) =>
      book(world, account, { day, now, level }).map(({ fen, resource, hour }) => ({
        account: account.id,
        day: formatDay(day),
        ...(hour !== undefined && { hour }),
        sku: hour === undefined ? 'ad-delivery-daily' : 'ad-delivery-hourly',
        amount: yuan(fen),
        currency: 'CNY',
        quantity: '1',
        resource,
      })),
    ),
  )
}

interface Booked {
  readonly fen: bigint
  readonly resource: string
  readonly hour?: number
}

type Book = (
  world: AdWorld,
  account: AdAccount,
  at: { readonly day: number; readonly now: number; readonly level: TencentAdsLevel },
) => readonly Booked[]

const BOOKS: Readonly<Record<NonNullable<SimulatedChargesOptions['stream']>, Book>> = {
  realtime_cost: (world, account, at) =>
    objectCosts(world, account, at).map(({ campaignId, adgroupId, fen }) => {
      if (at.level === 'ADVERTISER') return { fen, resource: '' }
      return { fen, resource: at.level === 'CAMPAIGN' ? `campaign/${campaignId}` : `adgroup/${adgroupId}` }
    }),
  daily_cost: (world, account, at) =>
    wechatCosts(world, account, at).map(({ fen, wechatAccountId }) => ({ fen, resource: `wechat/${wechatAccountId}` })),
  daily_reports: (world, account, at) => reported(world, account, at, () => undefined),
  hourly_reports: (world, account, at) => reported(world, account, at, ({ hour }) => hour),
}

/** Sums of delivered hours, by the object that the level knows and by what `hourOf` gives. */
function reported(
  world: AdWorld,
  account: AdAccount,
  { day, now, level }: Parameters<Book>[2],
  hourOf: (row: { readonly hour: number }) => number | undefined,
): readonly Booked[] {
  const sums = new Map<string, Booked>()
  for (const row of deliveredHours(world, account, day, now)) {
    const hour = hourOf(row)
    const resource = level === 'ADVERTISER' ? '' : `adgroup/${row.adgroupId}`
    const key = `${resource} ${hour}`
    const fen = (sums.get(key)?.fen ?? 0n) + row.fen
    sums.set(key, { fen, resource, ...(hour !== undefined && { hour }) })
  }
  return [...sums.values()]
}
