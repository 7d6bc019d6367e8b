import type { LedgerRow, WindowId } from '@outlay/core'
import { instantCell, textCell } from './cell.js'
import type { Column } from './column.js'

/** Where a row comes from: what every table of rows has columns for. */
export interface Origin {
  readonly connector: string
  readonly runId: string
  readonly window: WindowId
}

/** A row with its origin. */
export interface StagedRow extends Origin {
  readonly row: LedgerRow
}

/** The columns that name a row's window and run. Joined with `_windows` they say whether a row is final. */
export function originColumns(prefix: '' | '_'): readonly Column<Origin>[] {
  return [
    {
      name: `${prefix}connection`,
      type: 'VARCHAR',
      cell: ({ window }) => textCell(window.connection, 'the connection'),
    },
    { name: `${prefix}endpoint`, type: 'VARCHAR', cell: ({ window }) => textCell(window.endpoint, 'the endpoint') },
    { name: `${prefix}partition`, type: 'VARCHAR', cell: ({ window }) => textCell(window.partition, 'the partition') },
    {
      name: `${prefix}window_start`,
      type: 'TIMESTAMP',
      cell: ({ window }) => instantCell(window.start, "the window's start"),
    },
    {
      name: `${prefix}window_end`,
      type: 'TIMESTAMP',
      cell: ({ window }) => instantCell(window.end, "the window's end"),
    },
    { name: `${prefix}run_id`, type: 'VARCHAR', cell: ({ runId }) => textCell(runId, 'the run') },
  ]
}
