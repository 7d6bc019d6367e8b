import { ConfigError, OutlayError } from '../contract/errors.js'
import type { Transport } from '../contract/services.js'

/** How many requests one connection may still send in one run: a hard stop, for vendors that bill per call. */
export class RequestAllowance {
  #left: number

  /** `max`: over the whole run; absent: any number. Throws a ConfigError for what is no whole number of 1 or more. */
  constructor(
    private readonly connection: string,
    private readonly max: number | undefined,
  ) {
    if (max !== undefined && !(Number.isSafeInteger(max) && max > 0)) {
      throw new ConfigError({ message: `${connection}: maxRequests must be a whole number, 1 or more; it is ${max}` })
    }
    this.#left = max ?? Number.POSITIVE_INFINITY
  }

  /** Throws when nothing may leave any more: no use to wait for a slot. */
  refuseSpent(): void {
    if (this.#left > 0) return
    throw new OutlayError({
      code: 'MAX_REQUESTS',
      category: 'quota_exhausted',
      stops: 'connection',
      message: `${this.connection}: the run has sent the ${this.max} requests that maxRequests allows`,
      hint: 'What was read whole is kept. Run again to go on, or allow more.',
    })
  }

  /** A transport that takes one for every request that leaves, whoever sends it: retries and calls for tokens, too. */
  through(transport: Transport): Transport {
    return {
      send: async (request, options) => {
        this.refuseSpent()
        this.#left -= 1
        return transport.send(request, options)
      },
    }
  }
}
