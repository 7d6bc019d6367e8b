import type { JsonValue } from '@outlay/core'
import { type Place, withValueAt } from './json-place.js'
import type { RecordMaker } from './record-maker.js'
import type { PageBody } from './replay.js'

/** A list of the reply, and what its records are made after. */
export interface LearnedList {
  readonly place: Place
  readonly makers: readonly ListMaker[]
}

/** Makes records of a list after one of the documented ones. */
export interface ListMaker extends RecordMaker {
  /** The streams that take such a record. */
  readonly streams: readonly string[]
  /** How many records each of them makes of one. */
  readonly counts: ReadonlyMap<string, number>
  /** Whether their rows keep it as it came, but for personal fields. */
  readonly keepsRaw: boolean
}

/** Something beside the records: a member of the body, or a header. */
export type Spot = { readonly place: Place } | { readonly header: string }

/** A spot that says whether, and by what token, there is another page. */
export interface Control {
  readonly spot: Spot
  /** What it holds where another page follows. A `token` is a fresh text for each page. */
  readonly more: (token: string, url: string) => JsonValue
  /** What it holds on the last page; undefined: it is not there. */
  readonly end: JsonValue | undefined
  /** A token or an address: what stands here is asked for next. */
  readonly names: 'token' | 'address' | 'nothing'
}

/** How the pages of an endpoint follow each other, as its declaration takes them. */
export interface Paging {
  readonly totals: readonly { readonly spot: Spot; readonly of: 'records' | 'pages' }[]
  readonly controls: readonly Control[]
  /** Records of a page that another follows; undefined where no page does. */
  readonly fullSize: number | undefined
  /** Records of a page that ends the list: fewer than of a full one, where it can be; 0 where only an empty one ends it. */
  readonly lastSize: number
}

/** All that is known about an endpoint's replies. */
export interface LearnedEndpoint {
  readonly name: string
  readonly sample: JsonValue
  readonly lists: readonly LearnedList[]
  readonly paging: Paging
  /** The most records that a window can hold with keys of their own. */
  readonly capacity: number
}

/** What a page is to say. */
export interface PagePlan {
  /** By list. */
  readonly records: readonly (readonly JsonValue[])[]
  readonly isLast: boolean
  readonly token: string
  readonly url: string
  readonly total: number
  readonly pages: number
}

/** A page after the sample: its lists, totals and controls replaced. */
export function composePage(
  sample: JsonValue,
  lists: readonly { readonly place: Place }[],
  { totals, controls }: Pick<Paging, 'totals' | 'controls'>,
  plan: PagePlan,
): PageBody {
  let page: PageBody = { body: sample, headers: {} }
  for (const [index, { place }] of lists.entries()) {
    page = { ...page, body: withValueAt(page.body, place, [...(plan.records[index] ?? [])]) }
  }
  for (const { spot, of } of totals) page = withSpot(page, spot, of === 'records' ? plan.total : plan.pages)
  for (const { spot, more, end } of controls) {
    page = withSpot(page, spot, plan.isLast ? end : more(plan.token, plan.url))
  }
  return page
}

/** The page with another value at a spot. */
export function withSpot({ body, headers }: PageBody, spot: Spot, value: JsonValue | undefined): PageBody {
  if ('place' in spot) return { headers, body: withValueAt(body, spot.place, value) }
  const { [spot.header]: _before, ...others } = headers
  return { body, headers: value === undefined || value === null ? others : { ...others, [spot.header]: String(value) } }
}
