import { type AdWorld, createAdWorld } from './ad-world.js'
import { dailyCost } from './daily-cost.js'
import type { Endpoint } from './endpoint.js'
import { errorBody, successBody } from './envelope.js'
import { Gate, GLOBAL_PARAMETERS } from './gate.js'
import { mix64, mixText } from './mix.js'
import { QueryParameters } from './query-parameters.js'
import { realtimeCost } from './realtime-cost.js'
import { Refusal } from './refusal.js'
import type { TencentAdsSimulatorOptions } from './tencent-ads-simulator-options.js'

/** A whole answer, before any fault. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly code: string
}

/** The vendor behind the socket: judges a request and answers it. */
export class Vendor {
  readonly world: AdWorld
  readonly #gate: Gate
  readonly #endpoints: ReadonlyMap<string, Endpoint>
  readonly #seed: number
  #answered = 0

  /** @throws RangeError on options that make no sense */
  constructor(options: TencentAdsSimulatorOptions, accessToken: string, now: number) {
    const { expired = false, perMinute = 600, seed = 1, retired = false } = options
    if (!Number.isSafeInteger(perMinute) || perMinute < 1) throw new RangeError('perMinute is an integer, at least 1')
    this.world = createAdWorld(options, now)
    this.#gate = new Gate({ accessToken, expired, perMinute })
    this.#seed = mixText(String(seed))
    this.#endpoints = new Map([
      ['/v1.1/realtime_cost/get', realtimeCost],
      ...(retired ? [] : DAILY_PATHS.map((path) => [path, dailyCost] as const)),
    ])
  }

  /** The answer to a request at `now`, milliseconds; `target` is path and query as received. */
  reply(method: string, target: string, now: number): Reply {
    const { path, query } = splitTarget(target)
    const traceId = this.#nextTraceId()
    try {
      return this.#respond({ path, now, traceId, code: 0, body: successBody(this.#answer(method, path, query, now)) })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { code, field } = error
      return this.#respond({ path, now, traceId, code, body: errorBody({ code, field, traceId }) })
    }
  }

  /** The envelope of an arbitrary return code. */
  errorReply(code: number, message: string | undefined, path: string, now: number): Reply {
    const traceId = this.#nextTraceId()
    const body = errorBody({ code, traceId, ...(message !== undefined && { message }) })
    return this.#respond({ path, now, traceId, code, body })
  }

  #answer(method: string, path: string, query: string, now: number): string {
    const endpoint = this.#endpoints.get(path)
    if (endpoint === undefined || method !== 'GET') throw new Refusal(12007)
    const parameters = new QueryParameters(query)
    this.#gate.admit(path, parameters, now)
    parameters.allowOnly([...GLOBAL_PARAMETERS, ...endpoint.parameters])
    return endpoint.answer(this.world, parameters, now)
  }

  #respond(reply: { path: string; now: number; traceId: string; code: number; body: string }): Reply {
    const headers = {
      'content-type': 'application/json;charset=utf-8',
      'x-tsa-trace-id': reply.traceId,
      'x-ratelimit-remaining': this.#gate.remaining(reply.path, reply.now),
    }
    return { status: 200, headers, body: reply.body, code: String(reply.code) }
  }

  #nextTraceId(): string {
    this.#answered += 1
    return mix64(this.#seed, this.#answered).toString(16).padStart(16, '0')
  }
}

const DAILY_PATHS = ['/v1.1/daily_cost/get', '/v1.1/wechat_daily_cost/get']

/** Path and query of a request target as received, without the question mark. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?')
  return mark < 0 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}
