/**
 * Bounds the bytes of replies held in memory. Windows are numbered in order; over the bound later ones pause before their
 * next page, but never the head: the oldest that is not done. So a run always goes on.
 */
export class ByteGate {
  readonly #held = new Map<number, number>()
  readonly #waiting = new Set<{ readonly index: number; readonly go: () => void }>()

  constructor(private readonly bound: number) {}

  /** Announces a window, or begins it anew: what was held of it is gone. */
  open(index: number): void {
    this.#held.set(index, 0)
    this.#admitWaiting()
  }

  /** Resolves when window `index` may fetch its next page; rejects with the signal's reason when it is aborted first. */
  async pass(index: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#admits(index)) return
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        this.#waiting.delete(waiter)
        reject(signal.reason)
      }
      const waiter = {
        index,
        go: () => {
          signal.removeEventListener('abort', stop)
          resolve()
        },
      }
      this.#waiting.add(waiter)
      signal.addEventListener('abort', stop, { once: true })
    })
  }

  /** Bytes that have arrived. Those of a window that is closed already (a straggler of one that failed) are held by nobody. */
  add(index: number, bytes: number): void {
    const held = this.#held.get(index)
    if (held !== undefined) this.#held.set(index, held + bytes)
  }

  /** The window's bytes are gone: it was committed, handed over, or it failed. */
  close(index: number): void {
    this.#held.delete(index)
    this.#admitWaiting()
  }

  #admitWaiting(): void {
    const ready = [...this.#waiting].filter((waiter) => this.#admits(waiter.index))
    for (const waiter of ready) {
      this.#waiting.delete(waiter)
      waiter.go()
    }
  }

  #admits(index: number): boolean {
    const total = [...this.#held.values()].reduce((sum, bytes) => sum + bytes, 0)
    return total < this.bound || index === Math.min(...this.#held.keys())
  }
}
