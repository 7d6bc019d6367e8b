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
  const valid: Entry<R>[] = []
  const quarantined: QuarantinedRow[] = []
  for (const entry of entries) {
    // Entries of this stream were made by its own schema: their records are R, which the runtime's lists forget.
    if (entry.ok) valid.push(entry as Extract<StreamEntry, { ok: true }> & Entry<R>)
    else quarantined.push({ stream: info, raw: entry.raw, reasons: entry.reasons })
  }
  const assembled = meaning.assemble?.(valid, context) ?? valid
  const keyOf = keysOf(assembled, meaning, kind === 'snapshot' ? [context.window.start] : [], plain)
  const { charge, time, coverage } = meaning
  const rows: TimedRow[] = []
  const isNew = newKeys()
  for (let index = 0; index < assembled.length; index += 1) {
    const entry = assembled[index]
    if (entry === undefined) continue
    const key = keyOf(entry, index)
    if (!isNew(key)) {
      quarantined.push({ stream: info, raw: entry.raw, reasons: ['the primary key stands twice in one window'] })
      continue
    }
    const { raw } = entry
    const record = entry.record as Readonly<Record<string, unknown>>
    const row = { stream: info, key, record, raw, charge: charge?.(entry.record, context) ?? null, coverage }
    rows.push({ row, timeMs: time === undefined ? undefined : time(entry.record) * 1000 })
  }
  return { rows, quarantined }
}

/** Tells a key that it has not been given yet. Lists mostly come in order: as long as keys rise, none has to be looked up. */
function newKeys(): (key: string) => boolean {
  const inOrder: string[] = []
  let seen: Set<string> | undefined
  return (key) => {
    const last = inOrder.at(-1)
    if (seen === undefined && (last === undefined || key > last)) return inOrder.push(key) > 0
    seen ??= new Set(inOrder)
    return seen.size !== seen.add(key).size
  }
}

/** The key of an entry: the named fields, and where the key has an ordinal, the place among rows equal in those fields. */
type KeyOf<R> = (entry: Entry<R>, index: number) => string

function keysOf<C, R extends object>(
  entries: readonly Entry<R>[],
  meaning: StreamMeaning<C, R>,
  prefix: readonly string[],
  plain: Parameters<Finish>[1],
): KeyOf<R> {
  const fields = meaning.primaryKey.filter((part) => typeof part === 'string')
  const before = prefix.map(encodeJson).join(',')
  const partsOf = ({ record }: Entry<R>): string => {
    let text = before
    for (const field of fields) text += `${text === '' ? '' : ','}${encodeJson(record[field] ?? null)}`
    return text
  }
  if (fields.length === meaning.primaryKey.length) return (entry) => `[${partsOf(entry)}]`
  // Only the order comes from the content: a record that lost a field has one all the same.
  const contentOf = ({ record, raw }: Entry<R>): string => encodeJson([plain(record), raw])
  const order = entries
    .map((entry, index) => ({ index, group: partsOf(entry), content: contentOf(entry) }))
    .sort((a, b) => compare(a.group, b.group) || compare(a.content, b.content))
  const keys: string[] = []
  let previous: string | undefined
  let place = 0
  for (const { index, group } of order) {
    place = group === previous ? place + 1 : 0
    previous = group
    keys[index] = `[${group === '' ? '' : `${group},`}${place}]`
  }
  return (_entry, index) => keys[index] ?? ''
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
