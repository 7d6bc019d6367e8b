import { draw } from './draw.js'
import { createHourGenerator, type Spend } from './generate-hour.js'

const HOUR = 3600

/** The generated spend of one account. */
export interface World {
  /** Hours since the epoch of the first hour that can have spend. */
  readonly firstHour: number
  /**
   * Spend within the seconds [from, till) that had been recorded by `now` (seconds). Every answer is a sum of the same
   * atoms, so hours, queues, applications and addresses add up to their totals to the last digit.
   */
  spend(from: number, till: number, now: number, filter?: SpendFilter): Spend
}

/** Narrows spend down; an absent member matches everything. */
export interface SpendFilter {
  readonly queue?: string | undefined
  readonly softId?: number | undefined
  readonly ip?: string | undefined
}

/** What a world is generated from; `history` is in milliseconds since the epoch. */
export interface WorldOptions {
  readonly seed: number
  readonly account: string
  readonly queues: readonly string[]
  readonly history: number
  readonly softIds: readonly number[]
  readonly ips: readonly string[]
}

/** Generates the account's spend on demand; it keeps no state, so any time can be asked for in any order. */
export function createWorld(options: WorldOptions): World {
  const { seed, account, queues } = options
  const generators = queues.map((queue) => ({ queue, generate: createHourGenerator(seed, account, queue) }))
  const { cells, weight } = createCells(options)
  const firstHour = Math.ceil(options.history / (HOUR * 1000))

  function spend(from: number, till: number, now: number, filter: SpendFilter = {}): Spend {
    const end = Math.min(till, now)
    const chosen = generators.filter(({ queue }) => filter.queue === undefined || filter.queue === queue)
    const matching = cells.filter((cell) => matches(cell, filter))
    let volume = 0n
    let micros = 0n
    for (let hour = Math.max(firstHour, Math.floor(from / HOUR)); hour * HOUR < end; hour++) {
      const first = Math.max(0, from - hour * HOUR)
      const last = Math.min(HOUR, end - hour * HOUR)
      for (const { generate } of chosen) {
        const whole = generate(hour, now)
        for (const cell of matching) {
          volume += between(cellShare(whole.volume, cell, weight), first, last)
          micros += between(cellShare(whole.micros, cell, weight), first, last)
        }
      }
    }
    return { volume, micros }
  }
  return { firstHour, spend }
}

/** One application at one address; its share of an hour lies between two marks on a scale of all weights. */
interface Cell {
  readonly softId: number | undefined
  readonly ip: string | undefined
  readonly start: number
  readonly end: number
}

function createCells({ seed, softIds, ips }: WorldOptions): { cells: Cell[]; weight: number } {
  const cells: Cell[] = []
  let weight = 0
  for (const softId of softIds.length > 0 ? softIds : [undefined]) {
    for (const ip of ips.length > 0 ? ips : [undefined]) {
      const start = weight
      weight += 1 + (draw(seed, 'share', softId ?? '', ip ?? '')(0) % 9)
      cells.push({ softId, ip, start, end: weight })
    }
  }
  return { cells, weight }
}

function matches(cell: Cell, { softId, ip }: SpendFilter): boolean {
  return (softId === undefined || softId === cell.softId) && (ip === undefined || ip === cell.ip)
}

function cellShare(amount: bigint, cell: Cell, weight: number): bigint {
  const upTo = (mark: number): bigint => (amount * BigInt(mark)) / BigInt(weight)
  return upTo(cell.end) - upTo(cell.start)
}

/** The part of an hour's amount that accrued within the seconds [first, last) of the hour. */
function between(amount: bigint, first: number, last: number): bigint {
  const upTo = (second: number): bigint => (amount * BigInt(second)) / BigInt(HOUR)
  return upTo(last) - upTo(first)
}
