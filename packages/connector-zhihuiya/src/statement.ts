import { utcSeconds, type Window } from '@outlay/core'
import * as z from 'zod'
import { keyGoesInQuery } from './auth-mode.js'
import { compareTotals } from './compare-totals.js'
import type { Config } from './config.js'
import { patSnap } from './connection.js'

/** Lists may be null or absent; their rows and the totals are read by the streams, so that raw records stay as they came. */
const statementData = z.looseObject({
  usage: z.array(z.unknown()).nullish(),
  combo_usage: z.array(z.unknown()).nullish(),
})

/** The statement of one accounting day. A reply sums up whatever span is asked for and names no date: hence day by day. */
export const statement = patSnap.endpoint(
  {
    name: 'statement/v2',
    partitions: (p) =>
      p.days('day', ({ dayBoundary }) => ({
        timeZone: 'Asia/Shanghai',
        boundary: dayBoundary,
        // Either way a day is not asked for before 09:00 on the next: detail is "counted from 8 o'clock".
        available: { after: dayBoundary === '08:00' ? '1h' : '9h' },
        settlesAfter: '3d',
      })),
    response: z.object({ data: statementData }),
  },
  ({ config, window }) => ({
    method: 'POST',
    path: '/open-user/statement/v2',
    [config.paramsIn]: parameters(config, window),
    headers: config.extraHeaders,
  }),
  { reconcile: ({ data }) => compareTotals(data) },
)

function parameters(config: Config, window: Window) {
  // In the query, the gateway's key is already there under the same name.
  const isSent = config.paramsIn === 'query' && keyGoesInQuery(config)
  return {
    apikey: isSent ? undefined : config.apikey,
    client_secret: config.clientSecret,
    time_start: compact(window.date),
    time_end: compact(config.endInclusive ? window.lastDate : dayAfter(window)),
  }
}

const CHINA_AHEAD_SECONDS = 8 * 3600

/** The date in China at the window's end, which is the next one's beginning. */
function dayAfter(window: Window): string {
  return utcSeconds((window.endSeconds + CHINA_AHEAD_SECONDS) * 1000).slice(0, 10)
}

/** `YYYYMMDD`, which the vendor wants as text. */
function compact(date: string): string {
  return date.replaceAll('-', '')
}
