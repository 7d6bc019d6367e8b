import type { Limit, LimitedRequest, LimitKit, Remaining, Secret } from '@outlay/core'
import { secondsToChinaMidnight } from './china-time.js'
import type { Config } from './config.js'

/** How often the vendor may be asked. It counts by application and endpoint. */
export function limits(l: LimitKit<Config>): readonly Limit<Config>[] {
  return [
    // The figure stands in the developer console only; this is a guess on the safe side.
    l.window({ max: 100, per: '1m', key: application }),
    // Over 40,000 matched rows in ten seconds, reports are frozen for ten seconds and more.
    l.window({
      name: 'report-rows',
      max: 40_000,
      per: '10s',
      endpoints: ['daily_reports/get', 'hourly_reports/get'],
      across: 'credential',
      weight: mostRows,
      key: application,
    }),
    l.remaining({ key: application, read: percentLeft }),
  ]
}

/** Without a client id the token is the nearest to an application that a connection knows. */
function application({ clientId, accessToken }: Config): string | Secret {
  return clientId ?? accessToken ?? ''
}

/** How many rows match is known afterwards; a page cannot hold more than it asks for. */
function mostRows({ request: { query } }: LimitedRequest): number {
  return typeof query?.page_size === 'number' ? query.page_size : 1
}

/**
 * `X-RateLimit-Remaining: 80%,25%`: what is left of the day and of the minute. A percent is taken for one call, which is
 * less than it is with a quota of over 100 a minute: the last tenth is spread over a minute, and none left waits.
 */
export function percentLeft(headers: Readonly<Record<string, string>>): Remaining | undefined {
  const [, day, minute] =
    /^\s*(\d+(?:\.\d+)?)%\s*,\s*(\d+(?:\.\d+)?)%\s*$/.exec(headers['x-ratelimit-remaining'] ?? '') ?? []
  if (day === undefined || minute === undefined) return undefined
  if (Number(day) > 0) return { remaining: Number(minute) }
  // The day is over at midnight in China, by the vendor's own clock.
  const now = Date.parse(headers.date ?? '')
  return { remaining: 0, ...(!Number.isNaN(now) && { resetSeconds: secondsToChinaMidnight(now) }) }
}
