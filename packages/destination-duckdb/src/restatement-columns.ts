import type { Restatement } from '@outlay/core'
import { type Cell, decimalCell, instantCell, nullCell, textCell } from './cell.js'
import type { Column } from './column.js'
import { scaledDecimal } from './scaled-decimal.js'
import { type Origin, originColumns } from './staged-row.js'

/** A restatement, with the window that it was found in and the run that found it. */
export interface StagedRestatement extends Origin {
  readonly restatement: Restatement
}

/** The columns of `_restatements`, one row an amount that changed. Rows are only ever added. */
export const RESTATEMENT_COLUMNS: readonly Column<StagedRestatement>[] = [
  ...originColumns(''),
  { name: 'connector', type: 'VARCHAR', cell: ({ connector }) => textCell(connector, 'the connector') },
  text('stream', ({ stream }) => stream),
  text('key', ({ key }) => key),
  text('field', ({ field }) => field),
  ...amount('before', ({ before }) => before),
  ...amount('after', ({ after }) => after),
  text('currency', ({ currency }) => currency),
  {
    name: 'noted_at',
    type: 'TIMESTAMP',
    cell: ({ restatement }) => instantCell(restatement.notedAt, 'notedAt of a restatement'),
  },
]

function text(name: string, value: (restatement: Restatement) => string | null): Column<StagedRestatement> {
  return { name, type: 'VARCHAR', cell: ({ restatement }) => textCell(value(restatement), `${name} of a restatement`) }
}

function amount(
  name: string,
  value: (restatement: Restatement) => string | null,
): readonly Column<StagedRestatement>[] {
  const cell = ({ restatement }: StagedRestatement): Cell => decimalOrNull(value(restatement), name)
  return [{ name, type: 'DECIMAL(38,12)', cell }, text(`${name}_text`, value)]
}

/** What a DECIMAL cannot hold stands in the text alone. */
function decimalOrNull(value: string | null, name: string): Cell {
  return value === null || scaledDecimal(value) === undefined ? nullCell : decimalCell(value, name)
}
