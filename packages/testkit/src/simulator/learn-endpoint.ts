import { ConfigError, decodeJson, encodeJson, type JsonValue, type Window } from '@outlay/core'
import type { BoundConnector } from './bound.js'
import { arraysOf, isMembers, placeText, withoutMembers, withValueAt } from './json-place.js'
import { learnPaging } from './learn-paging.js'
import type { LearnedEndpoint, LearnedList, ListMaker } from './learned-endpoint.js'
import { learnRecord, type RecordMaker } from './record-maker.js'
import type { Target } from './replay.js'
import { keysText, type Seen, seen } from './seen-rows.js'
import { atInstant, timeLeaves } from './time-leaf.js'

/** Records of one page that learning goes up to. */
const MOST = 1_000

/** Learns the form of an endpoint's replies from the vendor's documented one. Throws a ConfigError where it does not fit. */
export async function learnEndpoint(
  { errors }: Pick<BoundConnector, 'errors'>,
  target: Target,
  text: string,
  own?: MakeRecord,
): Promise<LearnedEndpoint> {
  const { name } = target.endpoint
  const documented = decoded(name, text)
  const verdict = errors?.classify({ status: 200, headers: {}, body: documented })
  if (verdict !== undefined && verdict !== 'ok') {
    throw unusable(name, `the connector's own error rules take it for the refusal ${verdict.code}`)
  }
  const sample = await fittingSample(target, documented)
  const lists = await findLists(target, sample, own)
  const capacity = lists.length === 0 ? 1 : await findCapacity(target, sample, lists)
  const records = (count: number): readonly (readonly JsonValue[])[] =>
    spread(lists, makeMany(lists, 2 * count, target).slice(0, count))
  const paging = await learnPaging({ target, sample, lists, records, capacity: lists.length === 0 ? 0 : capacity })
  return { name, sample, lists, paging, capacity }
}

/** So many records of a window, in order of their times, with the list that each belongs to. */
export function makeMany(
  lists: readonly LearnedList[],
  count: number,
  target: Target,
  serialOf: (index: number) => number = (index) => index + 1,
): readonly MadeRecord[] {
  const makers = makersInTurn(lists)
  const { startSeconds, endSeconds } = target.window
  const span = Math.max(0, ...makers.map(({ maker }) => maker.span))
  const start = startSeconds * 1000
  const length = Math.max(0, Math.min(endSeconds * 1000, Math.max(target.now, start)) - start - span - 1000)
  return Array.from({ length: makers.length === 0 ? 0 : count }, (_, index) => {
    const { list, maker } = makers[index % makers.length] as (typeof makers)[number] // there are some
    const ms = start + Math.floor((length * index) / Math.max(1, count - 1) / 1000) * 1000
    return { list, maker, record: maker.make(serialOf(index), ms, target) }
  })
}

/** A record with what it was made by. */
export interface MadeRecord {
  /** The index of its list. */
  readonly list: number
  readonly maker: ListMaker
  readonly record: JsonValue
}

/** Records by the list that they belong to. */
export function spread(
  lists: readonly unknown[],
  records: readonly Pick<MadeRecord, 'list' | 'record'>[],
): readonly (readonly JsonValue[])[] {
  return lists.map((_, index) => records.filter(({ list }) => list === index).map(({ record }) => record))
}

function makersInTurn(lists: readonly LearnedList[]): readonly { list: number; maker: ListMaker }[] {
  const most = Math.max(0, ...lists.map(({ makers }) => makers.length))
  return Array.from({ length: most }, (_, turn) =>
    lists.flatMap(({ makers }, list) => {
      const maker = makers[turn]
      return maker === undefined ? [] : [{ list, maker }]
    }),
  ).flat()
}

function decoded(name: string, text: string): JsonValue {
  try {
    return decodeJson(text)
  } catch {
    throw unusable(name, 'it is no JSON')
  }
}

/** The sample as it is, or with its times moved into the window: whichever gives more rows. */
async function fittingSample(target: Target, documented: JsonValue): Promise<JsonValue> {
  const times = timeLeaves(documented)
  const start = target.window.startSeconds * 1000
  const date = (ms: number): string => target.endpoint.calendar?.dateOf(ms) ?? new Date(ms).toISOString().slice(0, 10)
  const moved = atInstant(documented, times, start, target.endpoint.calendar?.timeZone ?? 'UTC', date)
  const [own, other] = [await page(target, documented), await page(target, moved)]
  if (own === undefined && other === undefined) throw unusable(target.endpoint.name, 'the connector cannot read it')
  return score(other) > score(own) ? moved : documented
}

function score(view: Seen | undefined): number {
  return view === undefined ? -1 : view.rows.length
}

function page(target: Target, body: JsonValue): Promise<Seen | undefined> {
  return seen(target, { body, headers: {} })
}

/** The arrays whose growth the declaration counts as records. */
async function findLists(target: Target, sample: JsonValue, own?: MakeRecord): Promise<readonly LearnedList[]> {
  const found: LearnedList[] = []
  for (const { place, items } of arraysOf(sample)) {
    const prototypes = items.filter(isMembers).slice(0, 3)
    if (prototypes.length === 0 || prototypes.length < Math.min(3, items.length)) continue
    const none = await page(target, withValueAt(sample, place, []))
    const shown = (record: JsonValue): Promise<Seen | undefined> => page(target, withValueAt(sample, place, [record]))
    const makers: ListMaker[] = []
    for (const prototype of prototypes) {
      const learned = alike(await learnRecord(prototype, target, shown), makers[0])
      const maker = own === undefined ? learned : madeBy(own, learned)
      const record = maker.make(1, target.window.startSeconds * 1000, target)
      const view = await shown(record)
      const streams = [...(view?.entries ?? [])].filter(([name, count]) => count > (none?.entries.get(name) ?? 0))
      if (view === undefined || streams.length === 0) continue
      const names = streams.map(([name]) => name)
      makers.push({ ...maker, streams: names, keepsRaw: keepsRaw(target, view, names, record) })
    }
    if (makers.length > 0) found.push({ place, makers })
  }
  return found
}

/** A record of the author's own: an object, or JSON text where digits count. */
export type MakeRecord = (
  serial: number,
  place: { readonly ms: number; readonly window: Window; readonly partition: Readonly<Record<string, string>> },
) => object | string

function madeBy(own: MakeRecord, learned: RecordMaker): RecordMaker {
  const make: RecordMaker['make'] = (serial, ms, { window, partition }) => {
    const record = own(serial, { ms, window, partition: partition.key })
    return decodeJson(typeof record === 'string' ? record : encodeJson(record))
  }
  return { ...learned, make }
}

/** What tells records apart is counted from one value: those of two documented records may lie side by side. */
function alike(maker: RecordMaker, first: RecordMaker | undefined): RecordMaker {
  const [own, other] = [maker.unique, first?.unique]
  if (own === undefined || other === undefined || placeText(own.place) !== placeText(other.place)) return maker
  const make: RecordMaker['make'] = (serial, ms, target) =>
    withValueAt(maker.make(serial, ms, target), own.place, other.vary(serial))
  return { ...maker, unique: other, make }
}

/** Streams may make records of their own out of what is listed. */
function keepsRaw(target: Target, { rows }: Seen, streams: readonly string[], record: JsonValue): boolean {
  return streams.every((name) => {
    const personal = target.endpoint.streams.find(({ info }) => info.name === name)?.personal ?? []
    const text = encodeJson(withoutMembers(record, personal))
    return rows.some(({ row }) => row.stream.name === name && encodeJson(row.raw) === text)
  })
}

/** How many records of a window have keys of their own: all that are wanted, or one. */
async function findCapacity(target: Target, sample: JsonValue, lists: readonly LearnedList[]): Promise<number> {
  const wanted = 12
  const records = spread(lists, makeMany(lists, wanted, target))
  const body = lists.reduce((made, { place }, index) => withValueAt(made, place, [...(records[index] ?? [])]), sample)
  const view = await page(target, body)
  const keys = view === undefined ? [] : keysText(view).split('\n')
  const isDistinct = new Set(keys).size === keys.length && view?.quarantined === 0
  return isDistinct ? MOST : makersInTurn(lists).length
}

function unusable(name: string, why: string): ConfigError {
  return new ConfigError({
    code: 'SAMPLE_UNUSABLE',
    message: `the sample of ${name} cannot be used: ${why}`,
    hint: "Give the vendor's documented reply, whole, as text: samples: { … }. Where its times are long past, give `now` as well.",
  })
}
