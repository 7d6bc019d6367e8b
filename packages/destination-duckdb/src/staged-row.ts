import type { LedgerRow, WindowId } from '@outlay/core'
import { type Cell, instantCell } from './cell.js'
import type { Column } from './column.js'

/** Where rows come from: what every table of rows has columns for. */
export interface Origin {
  readonly connector: string
  readonly runId: string
  readonly window: WindowId
  /** The window's bounds, once for all of its rows. */
  readonly start: Cell
  readonly end: Cell
}

/** The origin of a window's rows. Throws for bounds that are no instants. */
export function originOf(connector: string, runId: string, window: WindowId): Origin {
  return { connector, runId, window, start: instantCell(window.start), end: instantCell(window.end) }
}

/** Something with its origin. */
export interface Staged {
  readonly origin: Origin
}

/** A row with its origin. */
export interface StagedRow extends Staged {
  readonly row: LedgerRow
}

/** The columns that name a row's window and run. Joined with `_windows` they say whether a row is final. */
export function originColumns(prefix: '' | '_'): readonly Column<Staged>[] {
  return [
    column(`${prefix}connection`, 'VARCHAR', ({ window }) => window.connection),
    column(`${prefix}endpoint`, 'VARCHAR', ({ window }) => window.endpoint),
    column(`${prefix}partition`, 'VARCHAR', ({ window }) => window.partition),
    column(`${prefix}window_start`, 'TIMESTAMP', ({ start }) => start),
    column(`${prefix}window_end`, 'TIMESTAMP', ({ end }) => end),
    column(`${prefix}run_id`, 'VARCHAR', ({ runId }) => runId),
  ]
}

function column(name: string, type: 'VARCHAR' | 'TIMESTAMP', cell: (origin: Origin) => Cell): Column<Staged> {
  return { name, type, cell: ({ origin }) => cell(origin), place: () => name }
}
