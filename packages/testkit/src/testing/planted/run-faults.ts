import { type AuthKit, failure } from '@outlay/core'
import * as z from 'zod'
import { balanceShop, nestedShop } from '../paged-shop.js'
import { BALANCE_CONTRACT, NESTED_CONTRACT } from './paged-variants.js'
import { fault, type PlantedFault } from './planted-fault.js'
import {
  byCursor,
  chargeOf,
  response,
  type ShopConfig,
  type ShopPage,
  type ShopParts,
  shopErrors,
  shopErrorsWith,
} from './shop.js'

/** What goes wrong between runs, between windows, and when the vendor has a bad day. */
export const RUN_FAULTS: readonly PlantedFault[] = [
  fault('tells each difference in other words', 'settled', () => {
    let told = 0
    return {
      reconcile: () => {
        told += 1
        return [`difference ${told}: the page has no sum`]
      },
    }
  }),
  fault('keeps the day that it asked for in a variable', 'order-free', () => {
    let asked: string | undefined
    return {
      query: ({ partition, page }) => {
        asked = partition.day.date
        return { account: partition.account, day: asked, cursor: page.cursor }
      },
      stamp: ({ account }) => ({ account, region: asked }),
    }
  }),
  fault('dates charges by the clock of the machine', 'reread', () => ({
    charge: (one) => ({ ...chargeOf(one), attributes: { Read: new Date().toISOString() } }),
  })),
  fault('takes a page of another time for a cached one, and stops', 'clock-off', () => ({
    paginate: (p) => {
      const right = byCursor(p)
      const isOld = (date = '', seconds: number): boolean => Math.abs(Date.parse(date) / 1000 - seconds) > 60
      return {
        ...right,
        next: (turn) => (isOld(turn.reply.headers.date, turn.nowSeconds) ? undefined : right.next(turn)),
      }
    },
  })),
  fault('remembers the first time that it signed with', 'clock-skew', () => {
    let signed: number | undefined
    const stamped = (a: AuthKit<ShopConfig>) =>
      a.sign('timestamp', (_request, { clock }) => {
        signed ??= clock.unixSeconds()
        return { 'x-time': String(signed) }
      })
    return {
      auth: (a) =>
        a.all(
          a.bearer((c) => c.apiKey),
          stamped(a),
        ),
    }
  }),
  fault('takes a reply that calls itself text for an error page', 'odd-reply', () => ({
    errors: {
      kind: 'picky',
      classify: (reply) =>
        reply.headers['content-type'] === 'text/plain'
          ? failure('transient', { code: 'TEXT', message: '' })
          : shopErrors.classify(reply),
    },
  })),
  fault('takes a 429 for a token that has ended', 'retry-after', () => ({
    auth: (a) => ({ ...a.bearer((c) => c.apiKey), recover: async () => true }),
    errors: {
      kind: 'hasty',
      classify: (reply) =>
        reply.status === 429
          ? failure({ category: 'transient', recover: true }, { code: 'HTTP 429', message: '' })
          : shopErrors.classify(reply),
    },
  })),
  fault('takes null for an empty list', 'fault-lasts', () => ({
    errors: { kind: 'lenient', classify: (reply) => (reply.body === null ? 'ok' : shopErrors.classify(reply)) },
    response: z.preprocess((body) => body ?? {}, response) as never,
  })),
  fault('waits an hour where the vendor throttles', 'in-band-passes', () => ({
    errors: shopErrorsWith({ 4290: { category: 'rate_limited', retryAfterMs: 3_600_000 } }),
  })),
  {
    what: 'gives up on a 5xx of what a list led to',
    rule: 'fault-later',
    plugin: () =>
      nestedShop({
        kind: 'final',
        classify: ({ status }) => (status >= 500 ? failure('vendor_bug', { code: 'GONE', message: '' }) : undefined),
      }),
    options: NESTED_CONTRACT,
  },
  {
    what: 'reads a list strictly that others are asked for, too',
    rule: 'drift',
    plugin: () => balanceShop({ strict: true }),
    options: BALANCE_CONTRACT,
  },
  fault('never closes a breaker that has opened', 'storm', () => {
    let failures = 0
    return {
      errors: {
        kind: 'breaker',
        classify: (reply) => {
          if (failures >= 3) return failure('quota_exhausted', { code: 'OPEN', message: '' })
          if (reply.status >= 500) failures += 1
          return shopErrors.classify(reply)
        },
      },
    }
  }),
  fault('goes on where a dead process broke off', 'crash-anywhere', goingOn),
  fault('goes on where a failed run broke off', 'resume', goingOn),
  fault('goes on where a stopped run broke off', 'abort', goingOn),
]

/** A bookmark of the connector's own: a window is read whole, or not at all. */
function goingOn(): Partial<ShopParts> {
  const kept = new Map<string, ShopPage>()
  return {
    accounts: () => ['71'],
    paginate: (p) => {
      const right = byCursor(p)
      return {
        ...right,
        first: ({ window }) => kept.get(window.start) ?? { cursor: undefined },
        next: (turn) => {
          const page = right.next(turn)
          if (turn.reply.headers.date === undefined) return page // no vendor has answered: the suite is learning
          if (page === undefined) kept.delete(turn.window.start)
          else kept.set(turn.window.start, page)
          return page
        },
      }
    },
  }
}
