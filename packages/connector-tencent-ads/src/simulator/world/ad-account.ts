import { mix, mix64, mixText } from './mix.js'

/** A generated advertiser account. */
export interface AdAccount {
  readonly id: string
  readonly campaignIds: readonly string[]
  readonly adgroups: readonly Adgroup[]
  readonly wechatAccountIds: readonly string[]
}

/** A generated adgroup: it belongs to one campaign, and promotes one WeChat account where there is any. */
export interface Adgroup {
  readonly id: string
  readonly campaignId: string
  readonly wechatAccountId: string | undefined
  /** Root of everything that is random about the adgroup. */
  readonly key: number
}

/** Generates an account; the same arguments give the same account. */
export function createAdAccount(id: string, size: AccountSize): AdAccount {
  const root = mix(mixText(String(size.seed)), mixText(id))
  const campaignIds = objectIds(mix(root, 1), size.campaigns)
  const wechatAccountIds = size.wechatAccountIds ?? [0, 1, 2].map((index) => wechatAccountId(mix(root, 3), index))
  const adgroups = objectIds(mix(root, 2), size.adgroups).map((adgroupId, index) => {
    const key = mix(root, 4, index)
    // No campaign stays without an adgroup while there are enough of them.
    const campaign = index < campaignIds.length ? index : mix(key, 1) % campaignIds.length
    const wechat = wechatAccountIds[mix(key, 2) % Math.max(1, wechatAccountIds.length)]
    return { id: adgroupId, campaignId: campaignIds[campaign] ?? '0', wechatAccountId: wechat, key }
  })
  return { id, campaignIds, adgroups, wechatAccountIds }
}

/** How much there is in an account. */
export interface AccountSize {
  readonly seed: number
  readonly campaigns: number
  readonly adgroups: number
  /** Default: three generated ones. */
  readonly wechatAccountIds?: readonly string[]
}

// Neighbours of 19 digits lie closer together than doubles do up there, so a reader that rounds merges them. One in ten
// has the ten digits that are common in practice.
function objectIds(root: number, count: number): string[] {
  const long = 1_000_000_000_000_000_000n + (mix64(root, 1) % 8_000_000_000_000_000_000n)
  const short = 1_000_000_000n + BigInt(mix(root, 2))
  return Array.from({ length: count }, (_none, index) => {
    const step = BigInt(index * 37 + (mix(root, 3, index) % 37))
    return String(index % 10 === 9 ? short + step : long + step)
  })
}

function wechatAccountId(root: number, index: number): string {
  return `gh_${mix64(root, index).toString(16).padStart(16, '0').slice(0, 12)}`
}
