import type { Observer, RunEvent } from '@outlay/core'

/** Where progress is shown. */
export interface ProgressScreen {
  readonly isTTY: boolean
  readonly write: (text: string) => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Shows how a run goes on: one line that changes on a terminal, else a plain line every 10 seconds at most. */
export class Progress implements Observer {
  #shownAt: number
  #isShown = false
  readonly #counts = { windows: 0, rows: 0, retries: 0 }

  constructor(private readonly screen: ProgressScreen) {
    this.#shownAt = screen.now()
  }

  notify(event: RunEvent): void {
    if (event.type === 'retry') this.#counts.retries += 1
    if (event.type === 'window_committed') {
      this.#counts.windows += 1
      this.#counts.rows += event.rows
    }
    const { isTTY, now, write } = this.screen
    if (now() - this.#shownAt < (isTTY ? 100 : 10_000)) return
    this.#shownAt = now()
    this.#isShown = true
    const { windows, rows, retries } = this.#counts
    const line = `${windows} windows, ${rows} rows${retries > 0 ? `, ${retries} tried again` : ''}${placeOf(event)}`
    write(isTTY ? `${CLEAR}${line.slice(0, 78)}` : `${line}\n`)
  }

  /** Leaves the terminal's line empty for what is said next. */
  clear(): void {
    if (this.screen.isTTY && this.#isShown) this.screen.write(CLEAR)
    this.#isShown = false
  }
}

const CLEAR = '\r\u001b[2K'

function placeOf(event: RunEvent): string {
  if (event.type === 'waiting') return ` (${event.connection}: ${event.endpoint} waits until ${event.until})`
  if (!('window' in event) || event.window === undefined) return ''
  return ` (${event.connection}: ${event.window.endpoint} ${event.window.start.slice(0, 10)})`
}
