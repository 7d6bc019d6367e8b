import type { ReadingClock } from '../contract/authenticator.js'
import type { Clock } from '../contract/services.js'

/**
 * How far the vendor's clock is ahead of ours, once a refusal has shown it. One per connection. Authenticators read the
 * clock corrected by it; limits, windows and waits keep the real one.
 */
export class ClockOffset {
  /** Milliseconds; negative where the vendor's clock is behind. */
  ms = 0

  /** `clock` as authenticators see it. */
  corrected(clock: Clock): ReadingClock {
    const now = (): number => clock.now() + this.ms
    return { now, unixSeconds: () => Math.floor(now() / 1000) }
  }
}
