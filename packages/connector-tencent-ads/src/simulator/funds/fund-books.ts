import { objectCosts } from '../cost/cost-rows.js'
import type { AdAccount } from '../world/ad-account.js'
import type { AdWorld } from '../world/ad-world.js'
import { chinaDay, dayStart } from '../world/china-day.js'
import { mix, mixText } from '../world/mix.js'

/** What an account's money lies in. The second is no documented value: the vendor's own samples have such ones. */
export const FUND_TYPES = ['FUND_TYPE_CASH', 'GENERAL_GIFT'] as const

export type FundType = (typeof FUND_TYPES)[number]

/** One movement of money in a fund, in fen, with what is left after it. */
export interface FundFlow {
  readonly key: string
  /** Seconds since the epoch. */
  readonly time: number
  readonly tradeType: 'CHARGE' | 'PAY' | 'TRANSFER_IN' | 'EXPIRE'
  readonly fen: bigint
  readonly balance: bigint
  readonly billNo: string
}

const STEP_MS = 600_000
const OPENING_FEN = 5_000_000_000n

/** The movements of one fund on one day, as far as they lie before `now`, oldest first. */
export function fundFlows(world: AdWorld, account: AdAccount, fund: FundType, day: number, now: number): FundFlow[] {
  let balance = balanceBefore(world, account, fund, day, now)
  return movements(world, account, fund, day, now).map((movement, index) => {
    balance += netFen([movement])
    const number = `${account.id}${day}${String(index).padStart(4, '0')}`
    return { ...movement, balance, key: `${fund}-${number}`, billNo: `B${number}` }
  })
}

/** What is left in a fund now. */
export function fundBalance(world: AdWorld, account: AdAccount, fund: FundType, now: number): bigint {
  return closingBalance(world, account, fund, chinaDay(now), now)
}

/** What was left in a fund at the end of a day, or is left now where the day lasts. */
export function closingBalance(world: AdWorld, account: AdAccount, fund: FundType, day: number, now: number): bigint {
  return fundFlows(world, account, fund, day, now).at(-1)?.balance ?? balanceBefore(world, account, fund, day, now)
}

type Movement = Pick<FundFlow, 'time' | 'tradeType' | 'fen'>

function balanceBefore(world: AdWorld, account: AdAccount, fund: FundType, day: number, now: number): bigint {
  let balance = OPENING_FEN
  for (let past = world.firstDay; past < day; past += 1) balance += netFen(movements(world, account, fund, past, now))
  return balance
}

function netFen(list: readonly Movement[]): bigint {
  return list.reduce(
    (sum, { tradeType, fen }) => (tradeType === 'PAY' || tradeType === 'EXPIRE' ? sum - fen : sum + fen),
    0n,
  )
}

function movements(world: AdWorld, account: AdAccount, fund: FundType, day: number, now: number): Movement[] {
  if (day < world.firstDay || day > chinaDay(now)) return []
  const all = fund === 'FUND_TYPE_CASH' ? [deposit(account, day), ...payments(world, account, day)] : gifts(day)
  return all.filter(({ time }) => time * 1000 <= now).sort((a, b) => a.time - b.time)
}

/** A round sum at nine in the morning. */
function deposit(account: AdAccount, day: number): Movement {
  const fen = BigInt(1 + (mix(mixText(account.id), day, 6) % 9)) * 100_000n
  return { time: dayStart(day) / 1000 + 9 * 3_600, tradeType: 'CHARGE', fen }
}

/** What ads have cost is taken every ten minutes. */
function payments(world: AdWorld, account: AdAccount, day: number): Movement[] {
  const taken: Movement[] = []
  let before = 0n
  for (let at = dayStart(day) + STEP_MS; at <= dayStart(day + 1); at += STEP_MS) {
    // The last one of a day is booked within it.
    const time = Math.min(at, dayStart(day + 1) - 1000)
    const total = objectCosts(world, account, { day, now: time, level: 'ADVERTISER' })[0]?.fen ?? 0n
    if (total > before) taken.push({ time: time / 1000, tradeType: 'PAY', fen: total - before })
    before = total
  }
  return taken
}

function gifts(day: number): Movement[] {
  const noon = dayStart(day) / 1000 + 12 * 3_600
  if (day % 7 === 0) return [{ time: noon, tradeType: 'TRANSFER_IN', fen: 50_000n }]
  return day % 7 === 3 ? [{ time: noon, tradeType: 'EXPIRE', fen: 20_000n }] : []
}
