import { Gate, GLOBAL_PARAMETERS } from './access/gate.js'
import { OAuthServer } from './access/oauth-server.js'
import { dailyCost } from './cost/daily-cost.js'
import { realtimeCost } from './cost/realtime-cost.js'
import { dailyBalances } from './funds/daily-balances.js'
import { fundStatements } from './funds/fund-statements.js'
import { funds } from './funds/funds.js'
import type { TencentAdsSimulatorOptions } from './public/tencent-ads-simulator-options.js'
import { reports } from './reports/reports.js'
import { RowMeter } from './reports/row-meter.js'
import type { Endpoint } from './wire/endpoint.js'
import { errorBody, successBody } from './wire/envelope.js'
import { QueryParameters } from './wire/query-parameters.js'
import { Refusal } from './wire/refusal.js'
import { type AdWorld, createAdWorld } from './world/ad-world.js'
import { mix64, mixText } from './world/mix.js'

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
  readonly #oauth: OAuthServer
  readonly #endpoints: ReadonlyMap<string, Endpoint>
  readonly #seed: number
  #answered = 0

  /** @throws RangeError on options that make no sense */
  constructor(options: TencentAdsSimulatorOptions, accessToken: string, now: number) {
    const { expired = false, perMinute = 600, seed = 1, retired = false, scopes, application } = options
    if (!Number.isSafeInteger(perMinute) || perMinute < 1) throw new RangeError('perMinute is an integer, at least 1')
    this.world = createAdWorld(options, now)
    this.#seed = mixText(String(seed))
    this.#oauth = new OAuthServer(application, this.#seed, now)
    this.#gate = new Gate({ accessToken, expired, perMinute, scopes, oauth: this.#oauth })
    this.#endpoints = new Map([...common('v1.1'), ...common('v3.0'), ...reportEndpoints(), ...wechat(retired)])
  }

  /** The answer to a request at `now`, milliseconds; `target` is path and query as received. */
  reply(method: string, target: string, now: number): Reply {
    const { path, query } = splitTarget(target)
    const traceId = this.#nextTraceId()
    try {
      if (method === 'GET' && path === '/oauth/authorize') return this.#redirect(query, now)
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

  /** What the browser of the person who agrees gets. */
  #redirect(query: string, now: number): Reply {
    const location = this.#oauth.authorize(new QueryParameters(query), now)
    return { status: 302, headers: { location, 'content-type': 'text/plain' }, body: '', code: '' }
  }

  #answer(method: string, path: string, query: string, now: number): string {
    if (method === 'GET' && path === '/oauth/token') return this.#oauth.token(new QueryParameters(query), now)
    const endpoint = this.#endpoints.get(path)
    if (endpoint === undefined || method !== 'GET') throw new Refusal(12007)
    const parameters = new QueryParameters(query)
    this.#gate.admit(path, endpoint.scope, parameters, now)
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

type Served = readonly (readonly [path: string, endpoint: Endpoint])[]

/** What both versions have. */
function common(version: 'v1.1' | 'v3.0'): Served {
  return [
    [`/${version}/realtime_cost/get`, realtimeCost(version)],
    [`/${version}/funds/get`, funds(version)],
    [`/${version}/fund_statements_detailed/get`, fundStatements(version)],
    [`/${version}/daily_balance_report/get`, dailyBalances(version)],
  ]
}

function reportEndpoints(): Served {
  const meter = new RowMeter()
  return [
    ['/v3.0/daily_reports/get', reports('daily', meter)],
    ['/v3.0/hourly_reports/get', reports('hourly', meter)],
  ]
}

function wechat(retired: boolean): Served {
  if (retired) return []
  return [
    ['/v1.1/daily_cost/get', dailyCost],
    ['/v1.1/wechat_daily_cost/get', dailyCost],
  ]
}

/** Path and query of a request target as received, without the question mark. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?')
  return mark < 0 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}
