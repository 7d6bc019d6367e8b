import type { TencentAdsLevel } from '../public/tencent-ads-simulator.js'
import type { AdAccount } from '../world/ad-account.js'
import type { AdWorld } from '../world/ad-world.js'
import { chinaDay } from '../world/china-day.js'
import { spentFen } from '../world/spent-fen.js'

/** Cost of one ad object on one day, in fen; an id is `'0'` where the level has none. */
export interface ObjectCost {
  readonly campaignId: string
  readonly adgroupId: string
  readonly fen: bigint
}

/** Cost of one WeChat account on one day, in fen. */
export interface WechatCost {
  readonly wechatAccountId: string
  readonly fen: bigint
}

/** What `realtime_cost` reports on a day as of `now`. Every level sums to the same. */
export function objectCosts(
  world: AdWorld,
  account: AdAccount,
  { day, now, level }: { day: number; now: number; level: TencentAdsLevel },
): ObjectCost[] {
  if (!isDelivered(world, day, now)) return []
  const adgroups = adgroupCosts(world, account, day, now)
  if (level === 'ADGROUP') return adgroups
  if (level === 'ADVERTISER') return [{ campaignId: '0', adgroupId: '0', fen: sum(adgroups) }]
  return account.campaignIds.flatMap((campaignId) => {
    const own = adgroups.filter((cost) => cost.campaignId === campaignId)
    return own.length === 0 ? [] : [{ campaignId, adgroupId: '0', fen: sum(own) }]
  })
}

/** What each ad group has cost since it exists, as of `now`. */
export function allTimeCosts(world: AdWorld, account: AdAccount, now: number): ObjectCost[] {
  const today = chinaDay(now)
  const days = Array.from({ length: Math.max(0, today - world.firstDay + 1) }, (_none, index) => world.firstDay + index)
  return account.adgroups.map((adgroup) => ({
    adgroupId: adgroup.id,
    campaignId: '0',
    fen: days.reduce((total, day) => total + (spentFen(adgroup, day, now, world.deliveryEnds) ?? 0n), 0n),
  }))
}

/** What the `daily_cost` family reports on a day as of `now`: the account's cost, split by WeChat account. */
export function wechatCosts(
  world: AdWorld,
  account: AdAccount,
  { day, now }: { day: number; now: number },
): WechatCost[] {
  if (!isDelivered(world, day, now)) return []
  const adgroups = adgroupCosts(world, account, day, now)
  return account.wechatAccountIds.map((wechatAccountId) => ({
    wechatAccountId,
    fen: sum(adgroups.filter((cost) => cost.wechatAccountId === wechatAccountId)),
  }))
}

function adgroupCosts(world: AdWorld, account: AdAccount, day: number, now: number) {
  return account.adgroups.flatMap((adgroup) => {
    const fen = spentFen(adgroup, day, now, world.deliveryEnds)
    if (fen === undefined) return []
    const { id: adgroupId, campaignId, wechatAccountId } = adgroup
    return [{ adgroupId, campaignId, wechatAccountId, fen }]
  })
}

function isDelivered(world: AdWorld, day: number, now: number): boolean {
  return day >= world.firstDay && day <= chinaDay(now)
}

function sum(costs: readonly { readonly fen: bigint }[]): bigint {
  return costs.reduce((total, cost) => total + cost.fen, 0n)
}
