import type { TencentAdsScope } from '../public/tencent-ads-simulator-options.js'
import { hasBannedCharacter } from '../wire/banned-characters.js'
import type { QueryParameters } from '../wire/query-parameters.js'
import { Refusal } from '../wire/refusal.js'
import type { OAuthServer } from './oauth-server.js'

/** Names of the parameters that every call has; only `fields` is optional. */
export const GLOBAL_PARAMETERS: readonly string[] = ['access_token', 'timestamp', 'nonce', 'fields']

const TOLERANCE_SECONDS = 300
const NONCE_LENGTH = 32

/** Who may come in. */
interface GateOptions {
  readonly accessToken: string
  readonly expired: boolean
  readonly perMinute: number
  /** Absent: everything is granted. */
  readonly scopes: readonly TencentAdsScope[] | undefined
  readonly oauth: OAuthServer
}

/** The checks that precede every endpoint: token, clock, nonce, rate. */
export class Gate {
  readonly #options: GateOptions
  readonly #nonces = new Set<string>()
  readonly #used = new Map<string, { minute: number; calls: number }>()

  constructor(options: GateOptions) {
    this.#options = options
  }

  /** Lets one call at `now` (milliseconds) to `path` through. @throws Refusal with the vendor's code */
  admit(path: string, scope: TencentAdsScope | undefined, parameters: QueryParameters, now: number): void {
    const nonce = parameters.text('nonce')
    // Seen is seen: a request that fails for another reason has used its nonce up as well.
    const seen = nonce !== undefined && this.#nonces.has(nonce)
    if (nonce !== undefined) this.#nonces.add(nonce)
    const token = globalParameter(parameters, 'access_token')
    const timestamp = globalParameter(parameters, 'timestamp')
    checkNonce(globalParameter(parameters, 'nonce'))
    this.#checkToken(token, now)
    checkTimestamp(timestamp, now)
    if (seen) throw new Refusal(12100, 'nonce')
    const { scopes } = this.#options
    if (scope !== undefined && scopes !== undefined && !scopes.includes(scope)) throw new Refusal(11014)
    this.#countCall(path, now)
  }

  /** What is left of the quotas at `now`, as the header has it: percent of the day, percent of the minute. */
  remaining(path: string, now: number): string {
    const used = this.#used.get(path)
    const calls = used?.minute === minuteOf(now) ? used.calls : 0
    const left = Math.max(0, this.#options.perMinute - calls)
    return `100%,${Math.floor((left * 100) / this.#options.perMinute)}%`
  }

  #checkToken(token: string, now: number): void {
    if (token === '') throw new Refusal(11005, 'access_token')
    const isGood = this.#options.oauth.isGood(token, now)
    if (isGood === false) throw new Refusal(11000)
    if (isGood) return
    if (token !== this.#options.accessToken) throw new Refusal(11002)
    if (this.#options.expired) throw new Refusal(11000)
  }

  #countCall(path: string, now: number): void {
    const minute = minuteOf(now)
    const used = this.#used.get(path)
    const calls = used?.minute === minute ? used.calls + 1 : 1
    this.#used.set(path, { minute, calls })
    if (calls > this.#options.perMinute) throw new Refusal(11017)
  }
}

function globalParameter(parameters: QueryParameters, name: string): string {
  const value = parameters.text(name)
  if (value === undefined) throw new Refusal(12000, name)
  return value
}

function checkNonce(nonce: string): void {
  if (nonce.length === 0 || nonce.length > NONCE_LENGTH) throw new Refusal(18014, 'nonce')
  if (hasBannedCharacter(nonce)) throw new Refusal(18002, 'nonce')
}

function checkTimestamp(timestamp: string, now: number): void {
  if (!/^\d+$/.test(timestamp)) throw new Refusal(18002, 'timestamp')
  const skew = Math.abs(Number(timestamp) - Math.floor(now / 1000))
  if (skew > TOLERANCE_SECONDS) throw new Refusal(12101, 'timestamp')
}

function minuteOf(now: number): number {
  return Math.floor(now / 60_000)
}
