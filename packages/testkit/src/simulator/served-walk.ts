import type { HttpRequest, JsonValue } from '@outlay/core'
import { type AskedRequest, declaredRequest, urlOf } from './asked-request.js'
import { composePage, type LearnedEndpoint, type ListMaker } from './learned-endpoint.js'
import { type MadeRecord, makeMany, spread } from './make-records.js'
import { type PageBody, replay, type Target } from './replay.js'

/** How much a vendor has, and how its lists end. */
export interface World {
  /** How many pages a list has, where it has pages. Default 3. */
  readonly pages?: number
  /** `full`: the last page is as full as the others; `empty`: an empty one follows. Default `short`. */
  readonly end?: 'short' | 'full' | 'empty'
  /** What tells records apart repeats from window to window, as SKUs do and ids do not. */
  readonly repeats?: boolean
  /** No records at all. */
  readonly isEmpty?: boolean
}

/** What a scenario changes of the vendor's data; every function is pure. */
export interface WorldEdit extends World {
  /** Stands in the place of one record of a window: other ones, none, or several. */
  readonly record?: (record: JsonValue, index: number, place: WalkPlace, by: MadeBy) => readonly JsonValue[]
  /** A page before it is sent; `index` counts from 0. */
  readonly page?: (page: PageBody, index: number, place: WalkPlace) => PageBody
}

/** What a record was made by. */
export interface MadeBy {
  readonly maker: ListMaker
  /** The first of its like in the window. */
  readonly isFirst: boolean
}

/** Which walk it is. */
export interface WalkPlace {
  readonly endpoint: string
  /** Of the partition among those of its endpoint, from 0. */
  readonly partition: number
  /** Of the window among those that the vendor has, from 0. */
  readonly window: number
}

/** A record that the vendor has: what must arrive. */
export interface BookedRecord extends WalkPlace {
  readonly maker: ListMaker
  readonly record: JsonValue
}

/** One page that the vendor answers with. */
export interface ServedPage {
  readonly asked: AskedRequest
  /** As the declaration states it. */
  readonly request: HttpRequest
  readonly reply: PageBody
}

/** All pages of one window of one partition, and what is on them. */
export interface ServedWalk {
  readonly place: WalkPlace
  readonly pages: readonly ServedPage[]
  readonly records: readonly BookedRecord[]
  /** What is wrong with the way the declaration walks, in words. */
  readonly problem: string | undefined
}

/** Asks the declaration itself for the requests of one window, and makes the pages that answer them. */
export async function serveWalk(
  learned: LearnedEndpoint,
  target: Target,
  place: WalkPlace,
  { salt = 0, ...edit }: WorldEdit & { readonly salt?: number } = {},
): Promise<ServedWalk> {
  const first = salt + place.partition * 100_000 + (edit.repeats ? 0 : place.window * 5_000)
  const made = makeMany(learned.lists, countOf(learned, edit), target, (index) => first + index + 1)
  const byOf = (index: number, maker: ListMaker): MadeBy => ({
    maker,
    isFirst: made.findIndex((one) => one.maker === maker) === index,
  })
  const records = made.flatMap(({ list, maker, record }, index) =>
    (edit.record?.(record, index, place, byOf(index, maker)) ?? [record]).map(
      (one): MadeRecord => ({ list, maker, record: one }),
    ),
  )
  const chunks = chunked(records, learned, edit)
  const booked: BookedRecord[] = []
  const pages: ServedPage[] = []
  const replies: PageBody[] = []
  let [list, at] = [0, 0]
  for (;;) {
    const { requests, ended } = await replay(target, replies)
    const request = requests[replies.length]
    if (ended || request === undefined) break
    if (pages.length >= MOST_PAGES)
      throw new RangeError(`${learned.name} asks for more than ${MOST_PAGES} pages of one window`)
    // The list has ended, and the walk goes on: with another list, such as that of another queue.
    if (at >= chunks.length) [list, at] = [list + 1, 0]
    const chunk = chunks[at] ?? []
    at += 1
    const token = `${9_007_199}${place.partition}${place.window}${list}${at}`
    const reply = replyOf(
      learned,
      { target, request, chunk, token, isLast: at >= chunks.length },
      records.length,
      chunks.length,
    )
    booked.push(...chunk.map((one) => bookedRecord(place, one)))
    replies.push(reply)
    pages.push({
      asked: declaredRequest(target.base, request),
      request,
      reply: edit.page?.(reply, pages.length, place) ?? reply,
    })
  }
  const missed = chunks.slice(at).flat()
  booked.push(...missed.map((one) => bookedRecord(place, one)))
  const problem =
    missed.length === 0
      ? undefined
      : `the walk ended after page ${at} of ${chunks.length}, with ${missed.length} records to come`
  return { place, pages, records: booked, problem }
}

const MOST_PAGES = 60

function replyOf(
  { sample, lists, paging }: LearnedEndpoint,
  page: {
    readonly target: Target
    readonly request: HttpRequest
    readonly chunk: readonly MadeRecord[]
    readonly token: string
    readonly isLast: boolean
  },
  total: number,
  pages: number,
): PageBody {
  const { target, request, chunk, token, isLast } = page
  const url = urlOf(target.base, request)
  return composePage(sample, lists, paging, { records: spread(lists, chunk), isLast, token, url, total, pages })
}

function bookedRecord(place: WalkPlace, { maker, record }: MadeRecord): BookedRecord {
  return { ...place, maker, record }
}

/** How many records a window has. */
function countOf(
  { lists, paging, capacity }: LearnedEndpoint,
  { pages = 3, end = 'short', isEmpty }: WorldEdit,
): number {
  if (lists.length === 0 || isEmpty) return 0
  const { fullSize } = paging
  if (fullSize === undefined) return Math.min(capacity, WITHOUT_PAGES)
  return fullSize * (pages - 1) + (end === 'short' ? Math.max(1, fullSize - 1) : fullSize)
}

const WITHOUT_PAGES = 6

/** The records page by page; the last one is empty where nothing else ends the list, or where it is wanted. */
function chunked(
  records: readonly MadeRecord[],
  { paging }: LearnedEndpoint,
  { end }: WorldEdit,
): readonly (readonly MadeRecord[])[] {
  const { fullSize, lastSize, totals, controls } = paging
  if (fullSize === undefined || records.length === 0) return [records]
  const chunks = Array.from({ length: Math.ceil(records.length / fullSize) }, (_, index) =>
    records.slice(index * fullSize, (index + 1) * fullSize),
  )
  const isFull = chunks.at(-1)?.length === fullSize
  const endsUnsaid = lastSize === 0 || (isFull && totals.length === 0 && controls.length === 0)
  return endsUnsaid || (end === 'empty' && controls.length > 0) ? [...chunks, []] : chunks
}
