import type { Pace } from './pace.js'
import { numberOf } from './state.js'

/** How a bucket fills. */
export interface BucketOptions {
  /** Milliseconds that one unit takes to come back. */
  readonly unitMs: number
  /** Units that may start at once after a pause. */
  readonly burst: number
  /** A start that is late does not put off the next ones by up to so much, milliseconds. */
  readonly slackMs: number
}

/** Smooth pace by the generic cell rate algorithm: the state is one instant, when the bucket is full again. */
export function tokenBucket({ unitMs, burst, slackMs }: BucketOptions): Pace {
  return (state, now, weight, factor) => {
    const unit = unitMs / factor
    const fullAt = numberOf(state, 'fullAt') ?? 0
    const startsAt = Math.max(now, Math.ceil(fullAt + (weight - burst) * unit))
    const late = startsAt - fullAt
    const from = late < 0 ? fullAt : startsAt - (late < Math.max(unit, slackMs) ? Math.min(late, slackMs) : 0)
    return { startsAt, state: { fullAt: from + weight * unit } }
  }
}
