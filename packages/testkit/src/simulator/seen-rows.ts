import type { JsonValue, Window } from '@outlay/core'
import type { TimedRow } from './bound.js'
import { finished, type PageBody, replay, type Target } from './replay.js'

/** What a declaration makes of one page. */
export interface Seen {
  readonly rows: readonly TimedRow[]
  readonly quarantined: number
  /** Records by stream, valid or not. */
  readonly entries: ReadonlyMap<string, number>
}

/** Shows a declaration one page; undefined where it throws. */
export async function seen(target: Target, page: PageBody): Promise<Seen | undefined> {
  try {
    const { contents } = await replay(target, [page])
    const first = contents.slice(0, 1)
    const streams = [...finished(target, first).values()]
    return {
      rows: streams.flatMap(({ rows }) => rows),
      quarantined: streams.reduce((sum, { quarantined }) => sum + quarantined.length, 0),
      entries: new Map([...(first[0]?.entries ?? [])].map(([name, some]) => [name, some.length])),
    }
  } catch {
    return undefined
  }
}

/** How many records a page had, over all streams. */
export function entryCount({ entries }: Seen): number {
  return [...entries.values()].reduce((sum, some) => sum + some, 0)
}

/** All rows are valid and stand in their window, as far as they state a time. */
export function isWhole({ rows, quarantined }: Seen, window: Window): boolean {
  return quarantined === 0 && rows.every(({ timeMs }) => timeMs === undefined || isWithin(timeMs, window))
}

/** Snapshots have windows without length, and any time. */
export function isWithin(ms: number, { startSeconds, endSeconds }: Window): boolean {
  return startSeconds === endSeconds || (ms >= startSeconds * 1000 && ms < endSeconds * 1000)
}

/** The keys of rows as one text. */
export function keysText({ rows }: Seen): string {
  return rows.map(({ row }) => `${row.stream.name} ${row.key}`).join('\n')
}

/** A value as JSON text is compared: digits as they stand. */
export type Shown = (element: JsonValue) => Promise<Seen | undefined>
