import type { BoundConnector } from '../contract/definition.js'
import type { Limit, LimitedRequest } from '../contract/limit.js'
import { pluginFailed } from '../define/plugin-failed.js'
import { isSecret, reveal } from '../fields/secret.js'
import type { KeyedLimit, Limiter } from '../http/limiter.js'
import { adaptiveLimit } from '../limits/adaptive-limit.js'
import { credentialsKey } from '../limits/credentials-key.js'
import { limitName } from '../limits/limit-name.js'

/** Calls that fetch credentials, as an endpoint. */
export const TOKEN_ENDPOINT = '(token)'

/** The limits of each endpoint of a connection, with their budgets, in the order in which they are to be asked. */
export function budgetsOf(connector: BoundConnector, limiter: Limiter): (endpoint: string) => readonly KeyedLimit[] {
  const known = new Map<string, readonly KeyedLimit[]>()
  return (endpoint) => {
    const limits = known.get(endpoint) ?? limitsOf(connector, endpoint, limiter)
    known.set(endpoint, limits)
    return limits
  }
}

function limitsOf(connector: BoundConnector, endpoint: string, limiter: Limiter): readonly KeyedLimit[] {
  const own = connector.limits.filter(({ endpoints }) => endpoints?.includes(endpoint) ?? true)
  // Who declares nothing that learns must not run into refusal after refusal.
  const learns = own.some(({ observe }) => observe !== undefined)
  const all = learns ? own : [...own, adaptiveLimit(() => credentialsKey(connector.secrets))]
  return all
    .flatMap(parts)
    .filter((limit) => !holdsUpTokens(limit, endpoint))
    .sort((a, b) => compare(rank(a), rank(b)) || compare(limitName(a), limitName(b)))
    .map((limit) => keyedLimit(connector, limit, endpoint, limiter))
}

/** A limit that both counts and paces is two: see {@link rank}. */
function parts(limit: Limit<unknown>): readonly Limit<unknown>[] {
  const { concurrent, reserve, ...rest } = limit
  if (concurrent === undefined || reserve === undefined) return [limit]
  return [
    { ...rest, concurrent },
    { ...rest, reserve },
  ]
}

/**
 * The same order for everyone, so that no two requests wait for each other: limits of one endpoint, of several, of all;
 * of those alike, places before paces. For a token is fetched while its request holds its places.
 */
function rank({ across, endpoints, concurrent }: Limit<unknown>): number {
  const width = across === 'credential' ? (endpoints?.length ?? Number.MAX_SAFE_INTEGER / 4) : 0
  return 2 * width + (concurrent === undefined ? 1 : 0)
}

/** The request that waits for a token is not under way: it must not keep the place that the token's call would need. */
function holdsUpTokens({ across, concurrent }: Limit<unknown>, endpoint: string): boolean {
  return endpoint === TOKEN_ENDPOINT && across === 'credential' && concurrent !== undefined
}

function keyedLimit(connector: BoundConnector, limit: Limit<unknown>, endpoint: string, limiter: Limiter): KeyedLimit {
  const key = connector.limitKey(limit)
  const credential = `${connector.baseUrl.origin} ${isSecret(key) ? reveal(key) : (key ?? '')}`
  const all = limit.endpoints === undefined ? '*' : [...limit.endpoints].sort().join('+')
  const scope = limit.across === 'credential' ? all : endpoint
  const keyed = { limit, key: limiter.keyOf(connector.id, scope, limitName(limit), credential) }
  const { weight } = limit
  return weight === undefined ? keyed : { ...keyed, weigh: (request) => weighed(connector.id, limit, weight, request) }
}

function weighed(
  connector: string,
  limit: Limit<unknown>,
  weight: NonNullable<Limit<unknown>['weight']>,
  request: LimitedRequest,
): number {
  const place = `limit "${limitName(limit)}"`
  try {
    const units = weight(request)
    if (Number.isFinite(units) && units > 0 && units <= (limit.capacity ?? units)) return units
    const possible = limit.capacity === undefined ? 'more than 0' : `over 0 and up to ${limit.capacity}`
    throw new RangeError(`a request to ${request.endpoint} costs ${units} units, which must be ${possible}`)
  } catch (cause) {
    throw pluginFailed(connector, place, cause)
  }
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
