import type { SimulatorSettings } from './anticaptcha-simulator-options.js'
import type { World } from './create-world.js'
import { parseJsonBody } from './parse-json-body.js'
import { parseStatsRequest } from './parse-stats-request.js'
import type { RequestBody } from './read-property.js'
import { bareReply, errorReply, jsonReply, type Reply } from './reply.js'
import { VendorRefusal } from './vendor-refusal.js'
import { writeAppStats } from './write-app-stats.js'
import { writeBalance } from './write-balance.js'
import { writeQueueStats } from './write-queue-stats.js'
import { writeStats } from './write-stats.js'

/** A request as received; `target` still has its query. */
export interface VendorRequest {
  readonly method: string
  readonly target: string
  readonly contentType: string | undefined
  readonly body: string
}

const WRONG_KEYS_BEFORE_BAN = 20

/** One method: who may call it how often, and what it answers at `now` (seconds). */
interface Method {
  /** Without a key it is open to all. */
  readonly needsKey: boolean
  readonly minIntervalMs: number
  readonly write: (body: RequestBody, now: number) => string
}

/**
 * Creates the vendor's side: a function from a request to its reply. What it remembers is the caller's conduct only,
 * namely the times of admitted requests and the wrong keys in a row; a ban for those is for good.
 */
export function createVendor(world: World, settings: SimulatorSettings): (request: VendorRequest) => Reply {
  const methods = createMethods(world, settings)
  const admittedAt = new Map<string, number>()
  let wrongKeys = 0

  function checkKey(key: unknown): void {
    if (key !== settings.clientKey) {
      wrongKeys++
      throw new VendorRefusal('ERROR_KEY_DOES_NOT_EXIST', 'account key is unknown')
    }
    wrongKeys = 0
    if (settings.suspended) throw new VendorRefusal('ERROR_ACCOUNT_SUSPENDED', 'account is suspended')
  }

  function serve({ method, target, contentType, body: text }: VendorRequest, now: number): string {
    if (settings.blockedIp || wrongKeys >= WRONG_KEYS_BEFORE_BAN) {
      throw new VendorRefusal('ERROR_IP_BLOCKED', 'address is blocked for improper use')
    }
    const asked = methods.get(target)
    if (method !== 'POST' || asked === undefined) throw new VendorRefusal('ERROR_NO_SUCH_METHOD', 'no such method')
    const body = parseJsonBody(contentType, text)
    if (asked.needsKey) checkKey(body.properties.get('clientKey'))
    return asked.write(body, Math.floor(now / 1000))
  }

  /** Milliseconds until the pace allows another request; one that is admitted counts from now on. */
  function admit(pace: string, minIntervalMs: number, now: number): number {
    const elapsed = now - (admittedAt.get(pace) ?? Number.NEGATIVE_INFINITY)
    if (elapsed >= 0 && elapsed < minIntervalMs) return minIntervalMs - elapsed // a clock that steps back is no haste
    admittedAt.set(pace, now)
    return 0
  }

  return (request) => {
    const now = settings.now()
    const { minIntervalMs = 0 } = methods.get(request.target) ?? {}
    const waitMs = admit('any', settings.minIntervalMs, now) || admit(request.target, minIntervalMs, now)
    if (waitMs > 0) return bareReply(429, { 'retry-after': String(Math.ceil(waitMs / 1000)) })
    try {
      return jsonReply(serve(request, now), '0')
    } catch (error) {
      if (error instanceof VendorRefusal) return errorReply(error)
      throw error
    }
  }
}

function createMethods(world: World, settings: SimulatorSettings): ReadonlyMap<string, Method> {
  const keyed = { needsKey: true, minIntervalMs: 0 }
  return new Map<string, Method>([
    [
      '/getSpendingStats',
      { ...keyed, write: (body, now) => writeStats(world, settings, parseStatsRequest(body), now) },
    ],
    // The page asks for one call in 30 seconds; what happens to others it does not say.
    [
      '/getBalance',
      { ...keyed, minIntervalMs: 30_000, write: (body, now) => writeBalance(world, settings, body, now) },
    ],
    ['/getQueueStats', { ...keyed, needsKey: false, write: (body, now) => writeQueueStats(settings, body, now) }],
    ['/getAppStats', { ...keyed, write: (body, now) => writeAppStats(settings, body, now) }],
  ])
}
