/** Keeps retries from multiplying an outage: each one costs, successes slowly refund. One per connection. */
export class RetryBudget {
  readonly #capacity: number
  #tokens: number

  constructor(capacity = 50) {
    this.#capacity = capacity
    this.#tokens = capacity
  }

  /** False: no retry any more until successes have refilled the budget. */
  take(): boolean {
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  refund(): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + 0.2)
  }
}
