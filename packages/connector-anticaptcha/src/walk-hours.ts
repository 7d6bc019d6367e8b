import { type PageTurn, VendorError, type Window } from '@outlay/core'
import type { Config } from './config.js'

/** A page: the hours of one queue from `from` on. A queue of null is the total over all queues. */
export interface HoursPage {
  readonly queue: string | null
  /** Unix seconds; the vendor answers for the 24 hours that start here. */
  readonly from: number
}

/** Hours as the reply states them; `dateTill` is their last second. */
export interface Hours {
  readonly data?:
    | readonly { readonly dateFrom: number | string; readonly dateTill: number | string }[]
    | null
    | undefined
}

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
  if (hours.some(({ dateFrom }) => Number(dateFrom) < page.from)) throw beforeAsked()
  const covered = hours.reduce((till, { dateTill }) => Math.max(till, Number(dateTill) + 1), page.from)
  if (covered > page.from && covered < window.endSeconds && covered < nowSeconds) return { ...page, from: covered }
  return page.queue === null ? undefined : { queue: nextQueue(config, page.queue), from: window.startSeconds }
}

function nextQueue({ queues }: Config, queue: string): string | null {
  return queues[queues.indexOf(queue) + 1] ?? null
}

function beforeAsked(): VendorError {
  return new VendorError({
    code: 'REPLY_UNEXPECTED',
    category: 'vendor_bug',
    stops: 'window',
    message: 'Anti-Captcha answered with hours before the one that was asked for',
    hint: 'The meaning of `date` may have changed: look for a newer version of the connector.',
  })
}
