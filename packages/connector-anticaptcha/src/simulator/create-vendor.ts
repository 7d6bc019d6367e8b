import type { SimulatorSettings } from './anticaptcha-simulator-options.js'
import type { World } from './create-world.js'
import { parseJsonBody } from './parse-json-body.js'
import { parseStatsRequest } from './parse-stats-request.js'
import { bareReply, errorReply, jsonReply, type Reply } from './reply.js'
import { VendorRefusal } from './vendor-refusal.js'
import { writeStats } from './write-stats.js'

/** A request as received; `target` still has its query. */
export interface VendorRequest {
  readonly method: string
  readonly target: string
  readonly contentType: string | undefined
  readonly body: string
}

const METHOD_TARGET = '/getSpendingStats'
const WRONG_KEYS_BEFORE_BAN = 20

/**
 * Creates the vendor's side: a function from a request to its reply. What it remembers is the caller's conduct only,
 * namely the time of the last admitted request and the wrong keys in a row; a ban for those is for good.
 */
export function createVendor(world: World, settings: SimulatorSettings): (request: VendorRequest) => Reply {
  let admittedAt = Number.NEGATIVE_INFINITY
  let wrongKeys = 0

  function checkKey(key: unknown): void {
    if (key !== settings.clientKey) {
      wrongKeys++
      throw new VendorRefusal('ERROR_KEY_DOES_NOT_EXIST', 'account key is unknown')
    }
    wrongKeys = 0
    if (settings.suspended) throw new VendorRefusal('ERROR_ACCOUNT_SUSPENDED', 'account is suspended')
  }

  function serve(request: VendorRequest, now: number): string {
    if (settings.blockedIp || wrongKeys >= WRONG_KEYS_BEFORE_BAN) {
      throw new VendorRefusal('ERROR_IP_BLOCKED', 'address is blocked for improper use')
    }
    if (request.method !== 'POST' || request.target !== METHOD_TARGET) {
      throw new VendorRefusal('ERROR_NO_SUCH_METHOD', 'no such method')
    }
    const body = parseJsonBody(request.contentType, request.body)
    checkKey(body.get('clientKey'))
    return writeStats(world, settings, parseStatsRequest(body, request.body), Math.floor(now / 1000))
  }

  return (request) => {
    const now = settings.now()
    const elapsed = now - admittedAt // negative when the clock option steps back, which is no haste
    if (elapsed >= 0 && elapsed < settings.minIntervalMs) {
      return bareReply(429, { 'retry-after': String(Math.ceil((settings.minIntervalMs - elapsed) / 1000)) })
    }
    admittedAt = now
    try {
      return jsonReply(serve(request, now), '0')
    } catch (error) {
      if (error instanceof VendorRefusal) return errorReply(error)
      throw error
    }
  }
}
