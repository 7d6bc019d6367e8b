import { decodeJson, encodeJson, type JsonValue, type Window } from '@outlay/core'
import { arraysOf, isMembers, type Place, placeText, valueAt, withoutMembers, withValueAt } from './json-place.js'
import type { LearnedList, ListMaker } from './learned-endpoint.js'
import { learnRecord, type RecordMaker } from './record-maker.js'
import type { Target } from './replay.js'
import { entryCount, type Seen, seen } from './seen-rows.js'

/** The lists of a reply, and the reply as it is shown from then on. */
export interface FoundLists {
  readonly sample: JsonValue
  readonly lists: readonly LearnedList[]
}

/** The arrays whose growth the declaration counts as records; of lists in groups, those of the first group. */
export async function findLists(target: Target, documented: JsonValue, own?: MakeRecord): Promise<FoundLists> {
  const { sample, places } = await listPlaces(target, documented)
  const lists: LearnedList[] = []
  for (const place of places) {
    const items = itemsAt(sample, place)
    const prototypes = items.filter(isMembers).slice(0, 3)
    if (prototypes.length < Math.min(3, items.length)) continue
    const none = await shownPage(target, withValueAt(sample, place, []))
    const shown = (record: JsonValue): Promise<Seen | undefined> =>
      shownPage(target, withValueAt(sample, place, [record]))
    const makers: ListMaker[] = []
    for (const prototype of prototypes) {
      const learned = alike(await learnRecord(prototype, target, shown), makers[0])
      const maker = own === undefined ? learned : madeBy(own, learned)
      const record = maker.make(1, target.window.startSeconds * 1000, target)
      const view = await shown(record)
      const more = [...(view?.entries ?? [])].map(
        ([name, count]) => [name, count - (none?.entries.get(name) ?? 0)] as const,
      )
      const counts = new Map(more.filter(([, count]) => count > 0))
      if (view === undefined || counts.size === 0) continue
      const streams = [...counts.keys()]
      makers.push({ ...maker, streams, counts, keepsRaw: keepsRaw(target, view, streams, record) })
    }
    if (makers.length > 0) lists.push({ place, makers })
  }
  return { sample, lists }
}

/** What a declaration makes of a reply as its only page. */
export function shownPage(target: Target, body: JsonValue): Promise<Seen | undefined> {
  return seen(target, { body, headers: {} })
}

/** Arrays of objects; where one more item within the first of them makes one more record, that is the list. */
async function listPlaces(
  target: Target,
  documented: JsonValue,
): Promise<{ readonly sample: JsonValue; readonly places: readonly Place[] }> {
  let sample = documented
  const places: Place[] = []
  for (const { place, items } of arraysOf(documented)) {
    const [group] = items
    if (!isMembers(group)) continue
    const first = withValueAt(sample, place, [group])
    const within = arraysOf(group).map((inner) => [...place, 0, ...inner.place])
    const inner: Place[] = []
    for (const one of within) if (await grows(target, first, one)) inner.push(one)
    if (inner.length > 0) sample = first
    places.push(...(inner.length > 0 ? inner : [place]))
  }
  return { sample, places }
}

/** One more of the same makes one more record. */
async function grows(target: Target, sample: JsonValue, place: Place): Promise<boolean> {
  const items = itemsAt(sample, place)
  if (!items.some(isMembers)) return false
  const [before, after] = [
    await shownPage(target, sample),
    await shownPage(target, withValueAt(sample, place, [...items, ...items.slice(-1)])),
  ]
  return before !== undefined && after !== undefined && entryCount(after) > entryCount(before)
}

function itemsAt(sample: JsonValue, place: Place): readonly JsonValue[] {
  const items = valueAt(sample, place)
  return Array.isArray(items) ? items : []
}

/** Streams may make records of their own out of what is listed. */
function keepsRaw(target: Target, { rows }: Seen, streams: readonly string[], record: JsonValue): boolean {
  return streams.every((name) => {
    const personal = target.endpoint.streams.find(({ info }) => info.name === name)?.personal ?? []
    const text = encodeJson(withoutMembers(record, personal))
    return rows.some(({ row }) => row.stream.name === name && encodeJson(row.raw) === text)
  })
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
