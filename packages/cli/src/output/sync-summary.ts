import type { OutlayError, WindowRef } from '@outlay/core'
import type { SyncReport } from '@outlay/core/runtime'
import { errorLines } from './error-lines.js'

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

/** A vendor that is down fails every window in the same words. */
function grouped({
  connection,
  failures,
}: SyncReport): readonly { readonly error: OutlayError; readonly about: string }[] {
  const groups = new Map<string, { readonly error: OutlayError; readonly windows: WindowRef[] }>()
  for (const { window, error } of failures) {
    const key = `${error.code} ${error.message}`
    const group = groups.get(key) ?? { error, windows: [] }
    if (window !== undefined) group.windows.push(window)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ error, windows: [first, ...more] }) => {
    const others = more.length > 0 ? ` and ${count(more.length, 'more window')}` : ''
    return { error, about: first === undefined ? connection : `${connection}: ${placeOf(first)}${others}` }
  })
}

function placeOf({ endpoint, partition, start }: WindowRef): string {
  return [endpoint, ...(partition === '{}' ? [] : [partition]), start].join(' ')
}
