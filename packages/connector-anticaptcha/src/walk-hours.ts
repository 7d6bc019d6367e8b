import { type PageTurn, utcSeconds, VendorError, type Window } from '@outlay/core'
import type { Config } from './config.js'

/** A page: the hours of one queue from `from` on. A queue of null is the total over all queues. */
export interface HoursPage {
  readonly queue: string | null
  /** Unix seconds; the vendor answers for the 24 hours that start here. */
  readonly from: number
}

/** One hour's bounds as the reply states them; `dateTill` is its last second. */
export interface Hour {
  readonly dateFrom: number | string
  readonly dateTill: number | string
}

/** A reply: the hours from the page's `from` on, as many as the vendor pleases. */
export interface Hours {
  readonly data?: readonly Hour[] | null | undefined
}

type Turn = Pick<PageTurn<Config, Hours, HoursPage>, 'page' | 'body' | 'window' | 'nowSeconds'>

/** The first configured queue, else the total. */
export function firstPage({ config, window }: { readonly config: Config; readonly window: Window }): HoursPage {
  return { queue: config.queues[0] ?? null, from: window.startSeconds }
}

/**
 * Advances by what came: a reply may cover 23 hours and not 24, so the next `date` is the last `dateTill` plus one second,
 * until the window (a UTC day) or the present is reached. Then the next queue; the total comes last.
 */
export function nextPage({
  config,
  page,
  body,
  window,
  nowSeconds,
}: PageTurn<Config, Hours, HoursPage>): HoursPage | undefined {
  const hours = body.data ?? []
  if (hours.some((hour) => Number(hour.dateTill) < page.from || Number(hour.dateFrom) >= page.from + DAY)) {
    throw notAsked()
  }
  const covered = hours.reduce((till, { dateTill }) => Math.max(till, Number(dateTill) + 1), page.from)
  if (covered > page.from && covered < window.endSeconds && covered < nowSeconds) return { ...page, from: covered }
  return page.queue === null ? undefined : { queue: nextQueue(config, page.queue), from: window.startSeconds }
}

/** The hours that belong to this page: those that begin in what was asked for. None counts twice, none is split. */
export function ownHours<H extends Hour>(hours: readonly H[], page: HoursPage, window: Window): readonly H[] {
  return hours.filter(({ dateFrom }) => Number(dateFrom) >= page.from && Number(dateFrom) < window.endSeconds)
}

/** What a reply leaves open, in words: hours that are missing, and hours that cross a bound of what was asked for. */
export function findOddities({ page, body, window, nowSeconds }: Turn): readonly string[] {
  const who = page.queue ?? 'all queues'
  const spans = (body.data ?? []).map((hour) => ({ from: Number(hour.dateFrom), end: Number(hour.dateTill) + 1 }))
  const crossing = spans
    .filter(({ from, end }) => from < page.from || (from < window.endSeconds && end > window.endSeconds))
    .map(({ from, end }) => `${who}: ${utc(from)} to ${utc(end)} crosses a bound and counts where it begins`)
  const missing = gapsIn(spans, page.from, Math.min(window.endSeconds, nowSeconds))
    // The vendor may hold back the hour under way.
    .filter((gap) => gap.from + HOUR <= nowSeconds)
    .map((gap) => `${who}: no figures from ${utc(gap.from)} to ${utc(gap.end)}`)
  return [...crossing, ...missing]
}

/** Whether an hour had not ended, or not even begun, at a clock's reading: its figures still grow. */
export function isProvisional({ dateTill }: Hour, nowSeconds: number): boolean {
  return Number(dateTill) >= nowSeconds
}

const HOUR = 3600
const DAY = 24 * HOUR

interface Span {
  readonly from: number
  readonly end: number
}

/** The stretches of [from, till) before each span; behind the last one the walk goes on, so it is no gap. */
function gapsIn(spans: readonly Span[], from: number, till: number): readonly Span[] {
  const gaps: Span[] = []
  let covered = from
  for (const span of spans.length === 0 ? [{ from: till, end: till }] : spans.toSorted((a, b) => a.from - b.from)) {
    const end = Math.min(span.from, till)
    if (end > covered) gaps.push({ from: covered, end })
    covered = Math.max(covered, span.end)
  }
  return gaps
}

function utc(seconds: number): string {
  return utcSeconds(seconds * 1000)
}

function nextQueue({ queues }: Config, queue: string): string | null {
  return queues[queues.indexOf(queue) + 1] ?? null
}

function notAsked(): VendorError {
  return new VendorError({
    code: 'REPLY_UNEXPECTED',
    category: 'vendor_bug',
    stops: 'window',
    message: 'the reply holds hours outside the 24 that were asked for',
    hint: 'The vendor may read `date` otherwise than documented: look for a newer version of the connector.',
  })
}
