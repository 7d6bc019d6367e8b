import type { QueryParameters } from './query-parameters.js'
import { Refusal } from './refusal.js'
import { writeArray, writeObject } from './wire-json.js'

/** A row of a reply: member names to JSON texts. */
export type WireRow = Readonly<Record<string, string>>

/** How the caller wants a list: which page of it, and which members of its rows. */
export interface ListRequest {
  readonly page: number
  readonly pageSize: number
  readonly fields: readonly string[]
}

/** The parameters that every list has. @throws Refusal */
export function parseListRequest(
  parameters: QueryParameters,
  known: readonly string[],
  most: { readonly page: number; readonly size: number } = { page: 99_999, size: 100 },
): ListRequest {
  return {
    fields: parseFields(parameters.json('fields'), known),
    page: parameters.integer('page', { min: 1, max: most.page, fallback: 1 }),
    pageSize: parameters.integer('page_size', { min: 1, max: most.size, fallback: 10 }),
  }
}

/** The `data` of a reply, as JSON text: one page of the rows after the first `skipped`, and where it stands among them. */
export function writeListPage(rows: readonly WireRow[], request: ListRequest, skipped = 0): string {
  const start = skipped + (request.page - 1) * request.pageSize
  const list = rows.slice(start, start + request.pageSize).map((row) => writeObject(restricted(row, request.fields)))
  const pageInfo = {
    page: request.page,
    page_size: request.pageSize,
    total_number: rows.length,
    total_page: Math.ceil(rows.length / request.pageSize),
  }
  return writeObject({ list: writeArray(list), page_info: JSON.stringify(pageInfo) })
}

/** A row with those members only. */
export function restricted(row: WireRow, fields: readonly string[]): WireRow {
  return Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name)))
}

/** The names that `fields` asks for, or all where it is absent. @throws Refusal */
export function parseFields(json: unknown, known: readonly string[]): readonly string[] {
  if (json === undefined) return known
  if (!Array.isArray(json)) throw new Refusal(12008, 'fields')
  if (json.length === 0) throw new Refusal(18012, 'fields')
  return json.map((name: unknown) => {
    if (typeof name !== 'string' || !known.includes(name)) throw new Refusal(12009, 'fields')
    return name
  })
}
