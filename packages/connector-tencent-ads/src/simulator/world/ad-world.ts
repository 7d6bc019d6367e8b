import type { TencentAdsSimulatorOptions } from '../public/tencent-ads-simulator-options.js'
import { type AdAccount, createAdAccount } from './ad-account.js'
import { chinaDay, parseDay } from './china-day.js'

/** Everything that the vendor knows apart from the time: accounts, their objects, and how they deliver. */
export interface AdWorld {
  /** Advertisers of `realtime_cost`, by id. */
  readonly accounts: ReadonlyMap<string, AdAccount>
  /** Accounts of the `daily_cost` family, by id. */
  readonly wechatCustomers: ReadonlyMap<string, AdAccount>
  readonly agencyId: string | undefined
  /** Accounts that have funds: advertisers, and the agency, whose funds pay for no ads of its own. */
  readonly accountsWithFunds: ReadonlyMap<string, AdAccount>
  /** First China day of delivery, days since 1970-01-01. */
  readonly firstDay: number
  /** Milliseconds after midnight at which a day's delivery stops. */
  readonly deliveryEnds: number
  readonly idsAs: 'number' | 'string'
  readonly requireFiltering: boolean
}

/** Builds the world that the options describe; `now` in milliseconds dates its first day. @throws RangeError */
export function createAdWorld(options: TencentAdsSimulatorOptions, now: number): AdWorld {
  const ids = options.accounts ?? ['100000037', '100000412']
  const { campaigns = 12, adgroups = 130, seed = 1, wechatAccounts } = options
  requireCount('campaigns', campaigns, adgroups > 0 ? 1 : 0)
  requireCount('adgroups', adgroups, 0)
  for (const id of [...ids, ...Object.keys(wechatAccounts ?? {}), options.agencyId ?? '1']) requireId(id)
  const create = (id: string): AdAccount => {
    const wechatAccountIds = wechatAccounts?.[id]
    return createAdAccount(id, { seed, campaigns, adgroups, ...(wechatAccountIds && { wechatAccountIds }) })
  }
  const byId = (of: readonly string[]) => new Map(of.map((id) => [id, create(id)]))
  const accounts = byId(ids)
  const agency = (id: string) => createAdAccount(id, { seed, campaigns: 0, adgroups: 0 })
  return {
    accounts,
    accountsWithFunds: new Map([
      ...accounts,
      ...(options.agencyId === undefined ? [] : [[options.agencyId, agency(options.agencyId)] as const]),
    ]),
    wechatCustomers: byId(wechatAccounts === undefined ? ids : Object.keys(wechatAccounts)),
    agencyId: options.agencyId,
    firstDay: firstDay(options.firstDay, now),
    deliveryEnds: deliveryEnds(options.deliveryEndsAt ?? 22),
    idsAs: options.idsAs ?? 'number',
    requireFiltering: options.requireFiltering ?? false,
  }
}

function firstDay(text: string | undefined, now: number): number {
  const day = text === undefined ? chinaDay(now) - 30 : parseDay(text)
  if (day === undefined) throw new RangeError('firstDay is no day of the calendar')
  return day
}

function deliveryEnds(hour: number): number {
  if (!(hour > 0 && hour <= 24)) throw new RangeError('deliveryEndsAt lies over 0, up to 24')
  return Math.ceil(hour * 3_600_000)
}

function requireCount(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) throw new RangeError(`${name} is an integer, at least ${least}`)
}

function requireId(id: string): void {
  if (!/^[1-9]\d{0,18}$/.test(id)) throw new RangeError('account and agency ids are decimal digits, 19 at most')
}
