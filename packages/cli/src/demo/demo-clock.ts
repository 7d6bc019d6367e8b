import type { Clock, Transport } from '@outlay/core'

interface Sleeper {
  readonly wakesAt: number
  readonly wake: () => void
}

/**
 * The clock that runtime and simulators share. Sleeping costs no time: when nothing is under way any more, the clock
 * jumps to the next sleeper's hour. So a month of days, throttling included, passes in seconds and in the right order.
 */
export class DemoClock implements Clock {
  #now: number
  #underWay = 0
  #sleepers: Sleeper[] = []

  constructor(start: number) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  /** Moves on to `instant`, between two syncs. */
  moveTo(instant: number): void {
    this.#now = Math.max(this.#now, instant)
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    let stop = (): void => {}
    try {
      await new Promise<void>((resolve, reject) => {
        stop = () => reject(signal?.reason)
        signal?.addEventListener('abort', stop)
        this.#sleepers.push({ wakesAt: this.#now + ms, wake: resolve })
        this.#settle()
      })
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  /** The transport, watched: while a request is under way, no time passes. */
  watched(transport: Transport): Transport {
    return {
      send: async (request, options) => {
        this.#underWay += 1
        try {
          return await transport.send(request, options)
        } finally {
          this.#underWay -= 1
          this.#settle()
        }
      },
      close: async () => transport.close?.(),
    }
  }

  /** Two turns of the event loop: whatever a reply has set off has had the time to send its next request. */
  #settle(): void {
    setImmediate(() => setImmediate(() => this.#wakeNext()))
  }

  #wakeNext(): void {
    if (this.#underWay > 0 || this.#sleepers.length === 0) return
    const next = this.#sleepers.reduce((first, sleeper) => (sleeper.wakesAt < first.wakesAt ? sleeper : first))
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next)
    this.#now = Math.max(this.#now, next.wakesAt)
    next.wake()
    this.#settle()
  }
}
