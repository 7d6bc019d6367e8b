import type { FinishedRows, StreamEntry, TimedRow } from '../contract/definition.js'
import { encodeJson } from '../numbers/encode-json.js'
import { type DriftGuard, driftGuard } from './drift-guard.js'

/** Finishes a window's entries; `plain` gives the record behind one that is guarded. */
export type Finish = (entries: readonly StreamEntry[], plain: DriftGuard['plain']) => FinishedRows

/**
 * Finishes a window with as many of its drifted records as can do without what drifted. Which those are is tried, not
 * guessed: where any step reads a drifted field of any record, all records without that field stay out, and the window is
 * finished anew. Each round finds a field that the last did not, so that it ends. Where a step fails for another reason,
 * all of them stay out: letting a record in must not do harm that keeping it aside does not.
 */
export function finishDrifted(entries: readonly StreamEntry[], finish: Finish): FinishedRows {
  const candidates = entries.map((entry) => ({ entry, drifted: entry.ok ? undefined : entry.without?.() }))
  const needed = new Set<string>()
  for (;;) {
    const guard = driftGuard()
    const lost: string[][] = []
    const admitted = candidates.map(({ entry, drifted }): StreamEntry => {
      if (entry.ok || drifted === undefined) return entry
      const missed = drifted.fields.filter((name) => needed.has(name))
      if (missed.length > 0) return { ...entry, reasons: [...entry.reasons, `cannot do without ${missed.join(', ')}`] }
      lost.push([...drifted.fields])
      return { ok: true, raw: entry.raw, record: guard.guarded(drifted.record, drifted.fields) }
    })
    if (lost.length === 0) return finish(admitted, guard.plain)
    const finished = watched(() => finish(admitted, guard.plain), guard)
    if (finished !== undefined) return { ...finished, drifted: countOf(lost) }
    for (const name of guard.touched.size > 0 ? guard.touched : lost.flat()) needed.add(name)
  }
}

/** What was finished, with plain records; undefined where it failed or a drifted field was read, whatever came of it. */
function watched(finish: () => FinishedRows, guard: DriftGuard): FinishedRows | undefined {
  try {
    const finished = finish()
    const rows = finished.rows.map((timed) => unguarded(timed, guard))
    return guard.touched.size === 0 ? { ...finished, rows } : undefined
  } catch {
    return undefined // whatever is not due to these records fails without them, too
  }
}

function unguarded(timed: TimedRow, { plain }: DriftGuard): TimedRow {
  const { row } = timed
  const record = plain(row.record)
  if (record === row.record) return timed
  encodeJson(row.charge) // it may have handed a record on without looking into it
  return { ...timed, row: { ...row, record } }
}

function countOf(lost: readonly (readonly string[])[]): NonNullable<FinishedRows['drifted']> {
  return { count: lost.length, fields: [...new Set(lost.flat())].sort() }
}
