import { type HttpRequest, type RequestContext, utcSeconds } from '@outlay/core'
import { keyGoesInQuery } from './auth-mode.js'
import type { Config } from './config.js'

/** The part of a request's context that a statement depends on. */
export type Span = Pick<RequestContext<Config, object, object>, 'config' | 'window' | 'nowSeconds'>

/** Asks for the statement of one window, with the four parameters where the config wants them. */
export function statementRequest(span: Span): HttpRequest {
  const { paramsIn, extraHeaders } = span.config
  return { method: 'POST', path: '/open-user/statement/v2', [paramsIn]: parameters(span), headers: extraHeaders }
}

function parameters({ config, window, nowSeconds }: Span) {
  // In the query, the gateway's key is already there under the same name.
  const isSent = config.paramsIn === 'query' && keyGoesInQuery(config)
  // A month that is under way ends today: days of the future may be refused.
  const last = earlier(window.lastDate, accountingDay(nowSeconds, config))
  return {
    apikey: isSent ? undefined : config.apikey,
    client_secret: config.clientSecret,
    time_start: compact(window.date),
    time_end: compact(config.endInclusive ? last : dayAfter(last)),
  }
}

const HOUR_SECONDS = 3600
const CHINA_AHEAD_SECONDS = 8 * HOUR_SECONDS

/** The accounting day that an instant belongs to: those that start at 08:00 in China are UTC days. */
function accountingDay(seconds: number, { dayBoundary }: Config): string {
  return dateOf(dayBoundary === '08:00' ? seconds : seconds + CHINA_AHEAD_SECONDS)
}

function earlier(date: string, other: string): string {
  if (date < other) return date
  return other
}

function dayAfter(date: string): string {
  return dateOf(Date.parse(date) / 1000 + 24 * HOUR_SECONDS)
}

function dateOf(seconds: number): string {
  return utcSeconds(seconds * 1000).slice(0, 10)
}

/** `YYYYMMDD`, which the vendor wants as text. */
function compact(date: string): string {
  return date.replaceAll('-', '')
}
