import type { FinishedRows, StreamEntry, StreamSummary, TimedRow } from '../contract/definition.js'
import type { QuarantinedRow, StreamInfo } from '../contract/destination.js'
import type { Entry, StreamMeaning } from '../contract/stream.js'
import type { Window } from '../contract/window.js'
import { encodeJson } from '../numbers/encode-json.js'
import { type Finish, finishDrifted } from './finish-drifted.js'
import { pluginFailed } from './plugin-failed.js'

/** The last step of a window: assembles its records, numbers equal ones, makes keys and charges. */
export function finishRows<C, R extends object>(
  connector: string,
  info: StreamInfo,
  kind: StreamSummary['kind'],
  meaning: StreamMeaning<C, R>,
  config: C,
): (entries: readonly StreamEntry[], window: Window, letIn?: boolean) => FinishedRows {
  return (entries, window, letIn = false) => {
    const finish: Finish = (some, plain) => finishEntries(info, kind, meaning, { config, window }, some, plain)
    try {
      return letIn ? finishDrifted(entries, finish) : finish(entries, (record) => record)
    } catch (error) {
      throw pluginFailed(connector, `stream "${info.name}"`, error)
    }
  }
}

function finishEntries<C, R extends object>(
  info: StreamInfo,
  kind: StreamSummary['kind'],
  meaning: StreamMeaning<C, R>,
  context: { readonly config: C; readonly window: Window },
  entries: readonly StreamEntry[],
  plain: Parameters<Finish>[1],
): FinishedRows {
  // Entries of this stream were made by its own schema: their records are R, which the runtime's lists forget.
  const valid = entries.filter((entry) => entry.ok) as readonly Extract<StreamEntry, { ok: true }>[] &
    readonly Entry<R>[]
  const quarantined: QuarantinedRow[] = entries.flatMap((entry) =>
    entry.ok ? [] : [{ stream: info, raw: entry.raw, reasons: entry.reasons }],
  )
  const assembled = meaning.assemble?.(valid, context) ?? valid
  const keys = keysOf(assembled, meaning, kind === 'snapshot' ? [context.window.start] : [], plain)
  const seen = new Set<string>()
  const rows = assembled.flatMap((entry, index): TimedRow[] => {
    const key = keys[index] ?? ''
    if (seen.size === seen.add(key).size) {
      quarantined.push({ stream: info, raw: entry.raw, reasons: ['the primary key stands twice in one window'] })
      return []
    }
    const charge = meaning.charge?.(entry.record, context) ?? null
    const row = {
      stream: info,
      key,
      record: entry.record as Readonly<Record<string, unknown>>,
      raw: entry.raw,
      charge,
      coverage: meaning.coverage,
    }
    return [{ row, timeMs: meaning.time === undefined ? undefined : meaning.time(entry.record) * 1000 }]
  })
  return { rows, quarantined }
}

/** One key an entry: the named fields, and where the key has an ordinal, the place among rows equal in those fields. */
function keysOf<C, R extends object>(
  entries: readonly Entry<R>[],
  meaning: StreamMeaning<C, R>,
  prefix: readonly string[],
  plain: Parameters<Finish>[1],
): readonly string[] {
  const fields = meaning.primaryKey.filter((part) => typeof part === 'string')
  const named = entries.map(({ record }) => [...prefix, ...fields.map((field) => record[field] ?? null)])
  if (fields.length === meaning.primaryKey.length) return named.map((parts) => encodeJson(parts))
  // Only the order comes from the content: a record that lost a field has one all the same.
  const contentOf = ({ record, raw }: Entry<R>): string => encodeJson([plain(record), raw])
  const order = entries
    .map((entry, index) => ({ index, group: encodeJson(named[index]), content: contentOf(entry) }))
    .sort((a, b) => compare(a.group, b.group) || compare(a.content, b.content))
  const keys: string[] = []
  let previous: string | undefined
  let place = 0
  for (const { index, group } of order) {
    place = group === previous ? place + 1 : 0
    previous = group
    keys[index] = encodeJson([...(named[index] ?? []), place])
  }
  return keys
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
