import type { OutlayError, WindowRef } from '@outlay/core'
import type { SyncReport } from '@outlay/core/runtime'
import { errorLines } from './error-lines.js'
import { placeOf } from './place-of.js'

/** What a sync of one connection did, for people: a line, then what drifted, was restated, differs and failed, equal ones once. */
export function syncSummary(report: SyncReport, options: { readonly stack: boolean }): readonly string[] {
  const { connection, windows, rows, quarantined, drifted } = report
  const parts = [
    `${count(windows.committed, 'window')} read (${count(rows, 'row')})`,
    `${windows.final} final already`,
    ...(windows.unreachable > 0 ? [`${windows.unreachable} out of reach`] : []),
    ...(quarantined > 0 ? [`${count(quarantined, 'row')} quarantined`] : []),
    ...(drifted > 0 ? [`${count(drifted, 'row')} drifted`] : []),
    ...(report.differences.length > 0 ? [count(report.differences.length, 'difference')] : []),
    ...(windows.failed > 0 ? [`${windows.failed} failed`] : []),
  ]
  return [
    `${connection}: ${parts.join(', ')}`,
    ...report.drift.map(
      ({ stream, count: rows, fields }) => `  drifted: ${stream}: ${count(rows, 'row')} without ${fields.join(', ')}`,
    ),
    ...restated(report),
    ...report.differences.map(({ window, detail }) => `  difference: ${placeOf(window)}: ${detail}`),
    ...grouped(report).flatMap(({ error, about }) => errorLines(error, { about, stack: options.stack })),
  ]
}

/** `restated: usage 3 rows (+1.50 CNY, -2 USD), events 1 row`. */
function restated({ restatements }: SyncReport): readonly string[] {
  if (restatements.length === 0) return []
  const streams = restatements.map(({ stream, count: rows, change }) => {
    const sums = change.map(({ amount, currency }) => `${/^-|^0(\.0+)?$/.test(amount) ? '' : '+'}${amount} ${currency}`)
    return `${stream} ${count(rows, 'row')}${sums.length === 0 ? '' : ` (${sums.join(', ')})`}`
  })
  return [`  restated: ${streams.join(', ')}`]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** A vendor that is down fails every window in the same words, but for the id that it gives each request. */
function grouped({
  connection,
  failures,
}: SyncReport): readonly { readonly error: OutlayError; readonly about: string }[] {
  const groups = new Map<string, { readonly error: OutlayError; readonly windows: WindowRef[] }>()
  for (const { window, error } of failures) {
    const key = JSON.stringify([error.code, error.vendor?.code, withoutRequestId(error), error.hint])
    const group = groups.get(key) ?? { error, windows: [] }
    if (window !== undefined) group.windows.push(window)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ error, windows }) => ({
    error,
    about: [connection, ...placesOf(windows)].join(': '),
  }))
}

function withoutRequestId({ message, vendor }: OutlayError): string {
  return vendor?.requestId ? message.replace(` (request ${vendor.requestId})`, '') : message
}

/** The first of the windows, how many more there are, and of a single partition's until when. */
function placesOf([first, ...more]: readonly WindowRef[]): readonly string[] {
  if (first === undefined) return []
  if (more.length === 0) return [placeOf(first)]
  const isOne = more.every(({ endpoint, partition }) => endpoint === first.endpoint && partition === first.partition)
  const last = more
    .map(({ end }) => end)
    .sort()
    .at(-1)
  return [`${placeOf(first)} and ${count(more.length, 'more window')}${isOne ? ` up to ${last}` : ''}`]
}
