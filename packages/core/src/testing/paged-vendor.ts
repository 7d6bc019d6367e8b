import { type ScriptedReply, type ScriptedTransport, scriptedTransport } from './scripted-transport.js'

/** One row of the vendor's list, in order of its id. */
export interface PagedRow {
  readonly id: string
  readonly hidden?: boolean
}

/** One way of paging: the reply to one URL, out of the list as it is now. */
export type Paging = (url: URL, list: readonly PagedRow[]) => ScriptedReply

/** What a vendor tells beside the rows of a page. */
export interface Telling {
  readonly total?: (count: number) => unknown
  readonly pages?: (count: number, size: number) => unknown
  /** Says that there is more after a page that ends with the list. */
  readonly promisesMore?: boolean
}

/** `rows` of this many items, with ids that sort as they stand. */
export function rowsOf(count: number, hidden: (index: number) => boolean = () => false): readonly PagedRow[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `r${String(index).padStart(5, '0')}`,
    ...(hidden(index) && { hidden: true }),
  }))
}

/** A vendor whose list may change between two requests. It refuses whatever its documentation does not know. */
export function pagedVendor(paging: Paging, list: (request: number) => readonly PagedRow[]): ScriptedTransport {
  return scriptedTransport(({ url }, number) => paging(new URL(url), list(number)))
}

/** By a number counted from `base`. */
export function byNumber(base: number, telling: Telling = {}): Paging {
  return (url, list) => {
    const [page, size] = [wholeNumber(url, 'page'), wholeNumber(url, 'size')]
    const from = (page - base) * size
    return { body: { list: list.slice(from, from + size), ...told(telling, list.length, size) } }
  }
}

/** By rows that are left out before the page. */
export function byOffset(telling: Telling = {}): Paging {
  return (url, list) => {
    const [offset, limit] = [wholeNumber(url, 'offset'), wholeNumber(url, 'limit')]
    return { body: { list: list.slice(offset, offset + limit), ...told(telling, list.length, limit) } }
  }
}

/** By a mark that only the vendor reads; `give` puts it into the reply. */
export function byMark(
  size: number,
  telling: Telling,
  give: (mark: string | undefined, url: URL) => { readonly next?: unknown; readonly headers?: Record<string, string> },
): Paging {
  return (url, list) => {
    const from = positionOf(url.searchParams.get('mark'))
    const end = from + size
    const more = telling.promisesMore ? from < list.length : end < list.length
    const { next = null, headers = {} } = give(more ? markOf(end) : undefined, url)
    return { headers, body: { list: list.slice(from, end), next } }
  }
}

/** By the id of the last row before the page. */
export function byKey(size: number): Paging {
  return (url, list) => {
    const after = url.searchParams.get('after')
    const rest = after === null ? list : list.filter(({ id }) => id > after)
    return { body: { list: rest.slice(0, size) } }
  }
}

function told({ total, pages }: Telling, count: number, size: number): object {
  return { ...(total && { total: total(count) }), ...(pages && { pages: pages(count, size) }) }
}

function wholeNumber(url: URL, name: string): number {
  const text = url.searchParams.get(name) ?? ''
  if (!/^\d+$/.test(text)) throw new RangeError(`${name} is no whole number: "${text}"`)
  return Number(text)
}

function markOf(position: number): string {
  return Buffer.from(`at ${position}`).toString('base64')
}

function positionOf(mark: string | null): number {
  return mark === null ? 0 : Number(Buffer.from(mark, 'base64').toString().slice('at '.length))
}
