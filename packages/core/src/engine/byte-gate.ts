/**
 * Bounds the bytes of replies held in memory. Windows are numbered in order; over the bound later ones pause before their
 * next page, but never the head: the oldest that is not done. So a run always goes on.
 */
export class ByteGate {
  readonly #held = new Map<number, number>()
  readonly #waiting: { readonly index: number; readonly go: () => void }[] = []

  constructor(private readonly bound: number) {}

  /** Announces a window, in order of its number. */
  open(index: number): void {
    this.#held.set(index, 0)
  }

  /** Resolves when window `index` may fetch its next page. */
  async pass(index: number): Promise<void> {
    if (this.#admits(index)) return
    await new Promise<void>((go) => this.#waiting.push({ index, go }))
  }

  add(index: number, bytes: number): void {
    this.#held.set(index, (this.#held.get(index) ?? 0) + bytes)
  }

  /** The window's bytes are gone: it was committed, handed over, or it failed. */
  close(index: number): void {
    this.#held.delete(index)
    const ready = this.#waiting.filter((waiter) => this.#admits(waiter.index))
    for (const waiter of ready) {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
      waiter.go()
    }
  }

  #admits(index: number): boolean {
    const total = [...this.#held.values()].reduce((sum, bytes) => sum + bytes, 0)
    return total < this.bound || index === Math.min(...this.#held.keys())
  }
}
