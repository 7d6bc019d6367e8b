import type { QuarantinedRow } from '@outlay/core'
import { jsonCell, textCell, textsCell } from './cell.js'
import type { Column } from './column.js'
import { type Origin, originColumns } from './staged-row.js'

/** A record that does not fit, with its origin. */
export interface StagedQuarantine extends Origin {
  readonly quarantined: QuarantinedRow
}

/** The columns of `_quarantine`, one row a record. */
export const QUARANTINE_COLUMNS: readonly Column<StagedQuarantine>[] = [
  ...originColumns(''),
  { name: 'connector', type: 'VARCHAR', cell: ({ connector }) => textCell(connector, 'the connector') },
  { name: 'stream', type: 'VARCHAR', cell: ({ quarantined }) => textCell(quarantined.stream.name, 'the stream') },
  { name: 'reasons', type: 'VARCHAR[]', cell: ({ quarantined }) => textsCell(quarantined.reasons) },
  { name: 'raw', type: 'JSON', cell: ({ quarantined }) => jsonCell(quarantined.raw) },
]
