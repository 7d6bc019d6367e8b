import type { Restatement } from '@outlay/core'
import { type Cell, decimalCell, instantCell, textCell } from './cell.js'
import type { Column, ColumnType } from './column.js'
import { scaledDecimal } from './scaled-decimal.js'
import { originColumns, type Staged } from './staged-row.js'

/** A restatement, with the window that it was found in and the run that found it. */
export interface StagedRestatement extends Staged {
  readonly restatement: Restatement
}

/** The columns of `_restatements`, one row an amount that changed. Rows are only ever added. */
export const RESTATEMENT_COLUMNS: readonly Column<StagedRestatement>[] = [
  ...originColumns(''),
  column('connector', 'VARCHAR', ({ origin }) => origin.connector),
  column('stream', 'VARCHAR', ({ restatement }) => restatement.stream),
  column('key', 'VARCHAR', ({ restatement }) => restatement.key),
  column('field', 'VARCHAR', ({ restatement }) => restatement.field),
  column('before', 'DECIMAL(38,12)', ({ restatement }) => decimalOrNull(restatement.before)),
  column('before_text', 'VARCHAR', ({ restatement }) => textCell(restatement.before)),
  column('after', 'DECIMAL(38,12)', ({ restatement }) => decimalOrNull(restatement.after)),
  column('after_text', 'VARCHAR', ({ restatement }) => textCell(restatement.after)),
  column('currency', 'VARCHAR', ({ restatement }) => textCell(restatement.currency)),
  column('noted_at', 'TIMESTAMP', ({ restatement }) => instantCell(restatement.notedAt)),
]

function column(name: string, type: ColumnType, cell: (staged: StagedRestatement) => Cell): Column<StagedRestatement> {
  return { name, type, cell, place: () => `${name} of a restatement` }
}

/** What a DECIMAL cannot hold stands in the text alone. */
function decimalOrNull(value: string | null): Cell {
  return value === null || scaledDecimal(value) === undefined ? null : decimalCell(value)
}
