import { ConfigError, type FieldInfo, type StreamInfo } from '@outlay/core'
import { booleanCell, type Cell, countCell, dateCell, decimalCell, jsonCell, textCell } from './cell.js'
import type { Column, ColumnType } from './column.js'
import { originColumns, type StagedRow } from './staged-row.js'

/**
 * The columns of a stream's table: technical ones with an underscore, then one per field of the record, or three for
 * money (`cost`, `cost_text`, `cost_currency`) and two for a decimal. Throws a ConfigError when two would share a name.
 */
export function streamColumns(stream: StreamInfo): readonly Column<StagedRow>[] {
  const columns = [...TECHNICAL, ...stream.fields.flatMap((field) => fieldColumns(stream, field))]
  const seen = new Map<string, string>()
  for (const { name } of columns) {
    const other = seen.get(name.toLowerCase())
    if (other !== undefined) throw clash(stream, other, name)
    seen.set(name.toLowerCase(), name)
  }
  return columns
}

/**
 * The table of a stream: connector and stream in lower_snake_case. Two streams may come out the same; that is refused
 * when the second table would be made.
 */
export function streamTable(connector: string, stream: string): string {
  return `${connector}_${stream}`.toLowerCase().replace(/[^a-z0-9_]/g, '_')
}

const TECHNICAL: readonly Column<StagedRow>[] = [
  ...originColumns('_'),
  { name: '_key', type: 'VARCHAR', cell: ({ row }) => row.key, place: () => 'the key' },
  { name: '_raw', type: 'JSON', cell: ({ row }) => jsonCell(row.raw), place: () => 'the raw record' },
]

/** A part of a field's value that has a column of its own; `suffix` follows the field's name. */
interface Part {
  readonly suffix: '' | '_text' | '_currency'
  readonly type: ColumnType
  readonly cell: (value: unknown) => Cell
}

const PARTS: Readonly<Record<FieldInfo['type'], readonly Part[]>> = {
  string: [{ suffix: '', type: 'VARCHAR', cell: textCell }],
  count: [{ suffix: '', type: 'BIGINT', cell: countCell }],
  boolean: [{ suffix: '', type: 'BOOLEAN', cell: booleanCell }],
  date: [{ suffix: '', type: 'DATE', cell: dateCell }],
  json: [{ suffix: '', type: 'JSON', cell: jsonCell }],
  decimal: [
    { suffix: '', type: 'DECIMAL(38,12)', cell: decimalCell },
    { suffix: '_text', type: 'VARCHAR', cell: textCell },
  ],
  money: [
    { suffix: '', type: 'DECIMAL(38,12)', cell: (value) => decimalCell(memberOf(value, 'amount')) },
    { suffix: '_text', type: 'VARCHAR', cell: (value) => textCell(memberOf(value, 'amount')) },
    { suffix: '_currency', type: 'VARCHAR', cell: (value) => textCell(memberOf(value, 'currency')) },
  ],
}

function fieldColumns(stream: StreamInfo, field: FieldInfo): readonly Column<StagedRow>[] {
  const place = `stream "${stream.name}", field "${field.name}"`
  return PARTS[field.type].map(({ suffix, type, cell }) => ({
    name: `${field.name}${suffix}`,
    type,
    cell: ({ row }) => cell(row.record[field.name]),
    place: () => place,
  }))
}

/** What is no money at all is handed on, to be refused by the cell. */
function memberOf(value: unknown, name: 'amount' | 'currency'): unknown {
  if (typeof value !== 'object' || value === null) return value
  return name in value ? Reflect.get(value, name) : value
}

function clash({ connector, name }: StreamInfo, first: string, second: string): ConfigError {
  return new ConfigError({
    code: 'LEDGER_NAME_CLASH',
    message: `${connector}: the stream "${name}" has two columns of one name in the ledger: "${first}" and "${second}"`,
    hint: 'Names differ by more than case in SQL, and money brings <name>_text and <name>_currency along: report this to the author of the connector.',
  })
}
