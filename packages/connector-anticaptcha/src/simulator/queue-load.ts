import { draw } from './draw.js'

/** The load of one queue, as numbers are written in the reply. */
export interface QueueLoad {
  readonly waiting: number
  /** Percent with up to two decimals. */
  readonly load: string
  /** Dollars a task, ten decimals. */
  readonly bid: string
  /** Seconds a task, two decimals. */
  readonly speed: string
  readonly total: number
}

/** How long an answer stays the same, in seconds. */
const CACHED_FOR = 10

/** What a queue is like at `now` (seconds): the same for everyone, and for ten seconds on end. */
export function queueLoad(seed: number, queueId: number, now: number): QueueLoad {
  const steady = draw(seed, 'queue', queueId)
  const random = draw(seed, 'queue', queueId, Math.floor(now / CACHED_FOR))
  const total = 100 + (steady(0) % 900)
  const waiting = random(0) % (total + 1)
  const bid = 5_000_000 + (steady(1) % 20_000_000) + (random(1) % 100_000)
  return {
    waiting,
    load: hundredths(Math.floor(((total - waiting) * 10_000) / total)),
    bid: `0.${String(bid).padStart(10, '0')}`,
    speed: hundredths(500 + (random(2) % 5_500)),
    total,
  }
}

function hundredths(amount: number): string {
  return `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`
}
