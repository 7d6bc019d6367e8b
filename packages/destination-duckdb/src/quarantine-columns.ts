import type { QuarantinedRow } from '@outlay/core'
import { type Cell, jsonCell, textsCell } from './cell.js'
import type { Column, ColumnType } from './column.js'
import { originColumns, type Staged } from './staged-row.js'

/** A record that does not fit, with its origin. */
export interface StagedQuarantine extends Staged {
  readonly quarantined: QuarantinedRow
}

/** The columns of `_quarantine`, one row a record. */
export const QUARANTINE_COLUMNS: readonly Column<StagedQuarantine>[] = [
  ...originColumns(''),
  column('connector', 'VARCHAR', ({ origin }) => origin.connector),
  column('stream', 'VARCHAR', ({ quarantined }) => quarantined.stream.name),
  column('reasons', 'VARCHAR[]', ({ quarantined }) => textsCell(quarantined.reasons)),
  column('raw', 'JSON', ({ quarantined }) => jsonCell(quarantined.raw)),
]

function column(name: string, type: ColumnType, cell: (staged: StagedQuarantine) => Cell): Column<StagedQuarantine> {
  return { name, type, cell, place: () => `${name} of a quarantined record` }
}
