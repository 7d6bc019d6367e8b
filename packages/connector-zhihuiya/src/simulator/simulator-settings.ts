import { chinaDay, parseIsoDay } from './accounting-day.js'
import { parseDecimal } from './exact-decimal.js'
import { seededNumber } from './seeded-number.js'
import type { SimulatedWorld } from './simulated-world.js'
import type { SimulatedAuth, SimulatedParamsIn, ZhihuiyaSimulatorOptions } from './zhihuiya-simulator-options.js'

const HISTORY_DAYS = 60
const API_KEY = /^sk-[A-Za-z0-9]{48}$/

/** Options with their defaults filled in and their contradictions refused. */
export interface SimulatorSettings {
  readonly now: () => number
  readonly port: number
  readonly world: SimulatedWorld
  readonly auth: SimulatedAuth
  readonly paramsIn: SimulatedParamsIn
  readonly apikey: string
  readonly clientSecret: string
  readonly gatewayApiKey: string
  readonly tokenReply: 'flat' | 'nested'
  readonly expiresIn: 'number' | 'string'
  readonly minIntervalMs: number
  readonly names: 'plain' | 'bilingual'
  readonly withUsageNum: boolean
  readonly statedTotals: 'right' | 'wrong'
  readonly endInclusive: boolean
}

/** @throws RangeError where an option is malformed or two contradict each other. */
export function simulatorSettings(options: ZhihuiyaSimulatorOptions): SimulatorSettings {
  const now = options.now ?? Date.now
  const auth = options.auth ?? 'oauth'
  const apikey = options.apikey ?? defaultApikey(auth)
  const settings: SimulatorSettings = {
    now,
    port: options.port ?? 0,
    world: world(options, now()),
    auth,
    paramsIn: options.paramsIn ?? 'json',
    apikey,
    clientSecret: options.clientSecret ?? 'simulated-client-secret',
    gatewayApiKey: options.gatewayApiKey ?? apikey,
    tokenReply: options.tokenReply ?? 'flat',
    expiresIn: options.expiresIn ?? 'number',
    minIntervalMs: options.minIntervalMs ?? 0,
    names: options.names ?? 'plain',
    withUsageNum: options.withUsageNum ?? true,
    statedTotals: options.statedTotals ?? 'right',
    endInclusive: options.endInclusive ?? true,
  }
  refuseContradictions(settings)
  return settings
}

function world(options: ZhihuiyaSimulatorOptions, startedAt: number): SimulatedWorld {
  const account = options.account ?? 'patent-search'
  const seed = options.seed ?? 1
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed: not a safe integer: ${seed}`)
  const letters = Array.from(account, (letter) => letter.codePointAt(0) ?? 0)
  return {
    account,
    seed: seededNumber(seed, Math.floor(seed / 2 ** 32), ...letters),
    firstDay: options.history === undefined ? chinaDay(startedAt) - HISTORY_DAYS : parseIsoDay(options.history),
    dayBoundary: options.dayBoundary ?? '08:00',
    everyUseCounts: options.withUsageNum === false,
    unitPrices: new Map(Object.entries(options.unitPrices ?? {}).map(([code, price]) => [code, parseDecimal(price)])),
  }
}

function defaultApikey(auth: SimulatedAuth): string {
  return isKeyAuth(auth) ? `sk-${'simulated'.padEnd(48, '0')}` : 'simulated-client-id'
}

function refuseContradictions({ auth, paramsIn, apikey, gatewayApiKey, minIntervalMs }: SimulatorSettings): void {
  if (isKeyAuth(auth) && !API_KEY.test(gatewayApiKey)) {
    throw new RangeError(`auth ${auth}: the gateway's key must be "sk-" and 48 letters or digits`)
  }
  if (demandsQueryKey(auth) && paramsIn === 'query' && apikey !== gatewayApiKey) {
    throw new RangeError(`auth ${auth} with paramsIn query: one "apikey" cannot be two different keys`)
  }
  if (!(minIntervalMs >= 0)) throw new RangeError(`minIntervalMs: not a number from 0: ${minIntervalMs}`)
}

function isKeyAuth(auth: SimulatedAuth): boolean {
  return auth === 'api-key-bearer' || auth === 'api-key-query'
}

/** Whether the gateway reads its key from `?apikey=`. */
export function demandsQueryKey(auth: SimulatedAuth): boolean {
  return auth === 'oauth' || auth === 'api-key-query'
}
