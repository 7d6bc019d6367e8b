import type { StreamEntry, TimedRow } from '../contract/definition.js'
import type { DeclaredStream } from './declare-stream.js'

/**
 * A list as a stream that no ledger sees: it is paged, counted and checked as any other. Its rows have the listed value for
 * a key; a record that names none is counted, and gives no row.
 */
export function declareListing<C, P, Page, Body, R>(
  place: { readonly connector: string; readonly endpoint: string; readonly name: string },
  records: (body: Body) => readonly R[] | null | undefined,
  value: (record: R) => string | number | null | undefined,
): DeclaredStream<C, P, Page, Body> {
  const { connector, endpoint, name } = place
  const info = { connector, name, fields: [] }
  const rowOf = (key: string): TimedRow => ({
    row: { stream: info, key, record: {}, raw: null, charge: null, coverage: undefined },
    timeMs: undefined,
  })
  const finish = (entries: readonly StreamEntry[]) => ({
    rows: entries.flatMap((entry) => (entry.ok && typeof entry.raw === 'string' ? [rowOf(entry.raw)] : [])),
    quarantined: [],
  })
  return {
    summary: { name, endpoint, kind: 'snapshot', title: name, optional: false },
    bind: () => ({
      stream: { info, optional: false, personal: [], primaryKey: [], ordinal: false, finish },
      elements: (body) => records(body) ?? [],
      project: (element) => {
        // What `records` gave comes back: the type is closed over here.
        const named = value(element as R) ?? null
        return { ok: true, record: {}, raw: named === null ? null : String(named) }
      },
    }),
  }
}
