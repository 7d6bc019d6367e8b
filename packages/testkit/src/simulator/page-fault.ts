import type { JsonValue } from '@outlay/core'
import { decimalText, valueAt, withValueAt } from './json-place.js'
import { type LearnedEndpoint, type Spot, withSpot } from './learned-endpoint.js'
import { mainPlace, withLongNumbers, withNewField, withOtherType, withoutField } from './odd-record.js'
import type { RecordMaker } from './record-maker.js'
import type { PageBody } from './replay.js'
import type { ServedPage } from './served-walk.js'

/** What a page says that the vendor's documentation does not. It comes as a good reply. */
export type PageFaultKind =
  | 'repeated-cursor'
  | 'next-link-abroad'
  | 'total-grows'
  | 'duplicates'
  | 'drift-new'
  | 'drift-missing'
  | 'drift-type'
  | 'long-numbers'

/** A page among those of its walk. */
export interface PageInWalk {
  readonly learned: LearnedEndpoint
  readonly pages: readonly ServedPage[]
  /** From 0. */
  readonly index: number
}

type PageFault = (page: PageInWalk, reply: PageBody) => PageBody | undefined

/** True for a fault of a page. */
export function isPageFault(kind: unknown): kind is PageFaultKind {
  return typeof kind === 'string' && Object.hasOwn(PAGE_FAULTS, kind)
}

/** The page with a fault; undefined where it cannot have it: an empty one has no duplicates, the first repeats no cursor. */
export function faultyPage(kind: PageFaultKind, page: PageInWalk): PageBody | undefined {
  const reply = page.pages[page.index]?.reply
  return reply && PAGE_FAULTS[kind](page, reply)
}

/** True where some page of an endpoint can have a fault. */
export function canHave(kind: PageFaultKind, { lists, paging }: LearnedEndpoint): boolean {
  if (kind === 'repeated-cursor') return paging.controls.some(({ names }) => names !== 'nothing')
  if (kind === 'next-link-abroad') return paging.controls.some(({ names }) => names === 'address')
  return kind === 'total-grows' ? paging.totals.some(({ of }) => of === 'records') : lists.length > 0
}

/** Where a link leads that leaves the vendor. */
const ABROAD = 'https://elsewhere.example'

const PAGE_FAULTS: Readonly<Record<PageFaultKind, PageFault>> = {
  'repeated-cursor': ({ learned: { paging }, pages, index }, reply) => {
    const before = pages[index - 1]?.reply
    if (before === undefined || paging.controls.every(({ names }) => names === 'nothing')) return undefined
    return paging.controls.reduce((made, { spot }) => withSpot(made, spot, spotValue(before, spot)), reply)
  },
  'next-link-abroad': ({ learned: { paging } }, reply) => {
    const links = paging.controls.filter(({ names, spot }) => names === 'address' && linkOf(reply, spot) !== undefined)
    if (links.length === 0) return undefined
    return links.reduce(
      (made, { spot }) => withSpot(made, spot, linkOf(reply, spot)?.replace(/https?:\/\/[^/?#]+/, ABROAD)),
      reply,
    )
  },
  'total-grows': ({ learned: { paging } }, reply) => {
    const totals = paging.totals.filter(({ of }) => of === 'records')
    if (totals.length === 0) return undefined
    return totals.reduce(
      (made, { spot }) => withSpot(made, spot, Number(decimalText(spotValue(made, spot))) + 1),
      reply,
    )
  },
  duplicates: firstRecord((record) => [record, record]),
  'drift-new': ({ learned: { lists } }, reply) => {
    const [list] = lists.filter(({ place }) => recordsAt(reply, place).length > 0)
    return list && withRecords(reply, list.place, recordsAt(reply, list.place).map(withNewField))
  },
  'drift-missing': firstRecord((record, maker) => changedAt(record, maker, withoutField)),
  'drift-type': firstRecord((record, maker) => changedAt(record, maker, withOtherType)),
  'long-numbers': firstRecord((record, maker) => [withLongNumbers(record, maker)]),
}

/** Changes the first record of a page; of the others paginators may take where to go on. */
function firstRecord(change: (record: JsonValue, maker: RecordMaker) => readonly JsonValue[]): PageFault {
  return ({ learned: { lists } }, reply) => {
    for (const { place, makers } of lists) {
      const [first, ...others] = recordsAt(reply, place)
      const [maker] = makers
      if (first !== undefined && maker !== undefined) {
        return withRecords(reply, place, [...change(first, maker), ...others])
      }
    }
    return undefined
  }
}

type Change = (record: JsonValue, place: readonly (string | number)[]) => JsonValue

function changedAt(record: JsonValue, maker: RecordMaker, change: Change): readonly JsonValue[] {
  const place = mainPlace(maker)
  return [place === undefined ? record : change(record, place)]
}

function recordsAt({ body }: PageBody, place: readonly (string | number)[]): readonly JsonValue[] {
  const records = valueAt(body, place)
  return Array.isArray(records) ? records : []
}

function withRecords(
  { body, headers }: PageBody,
  place: readonly (string | number)[],
  records: readonly JsonValue[],
): PageBody {
  return { headers, body: withValueAt(body, place, [...records]) }
}

function spotValue({ body, headers }: PageBody, spot: Spot): JsonValue | undefined {
  return 'place' in spot ? valueAt(body, spot.place) : headers[spot.header]
}

function linkOf(reply: PageBody, spot: Spot): string | undefined {
  const value = spotValue(reply, spot)
  return typeof value === 'string' && /https?:\/\//.test(value) ? value : undefined
}
