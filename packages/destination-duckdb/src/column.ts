import type { Cell } from './cell.js'

/** The types that the ledger's tables use. Instants are TIMESTAMP in UTC: TIMESTAMPTZ prints in the reader's zone. */
export type ColumnType =
  | 'VARCHAR'
  | 'VARCHAR[]'
  | 'BIGINT'
  | 'DECIMAL(38,12)'
  | 'BOOLEAN'
  | 'DATE'
  | 'TIMESTAMP'
  | 'JSON'

/** A column of a table, and how to fill it. */
export interface Column<Source> {
  readonly name: string
  readonly type: ColumnType
  readonly cell: (source: Source) => Cell
  /** Names the value in errors, as in `stream "usage", field "cost"`. */
  readonly place: (source: Source) => string
}

/** A name in SQL, whatever characters it has. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The definition of a column in SQL. */
export function definition({ name, type }: Pick<Column<never>, 'name' | 'type'>): string {
  return `${quoted(name)} ${type}`
}

/** The statement that makes a table. No table has a primary key or unique index: they make replacing a window slower and the file larger. */
export function createTable(name: string, columns: readonly Pick<Column<never>, 'name' | 'type'>[]): string {
  return `create table ${quoted(name)} (${columns.map(definition).join(', ')})`
}

/** The columns in the order in which a table has them; one that is not known (anymore) is filled with null. */
export function inOrder<Source>(
  names: readonly string[],
  columns: readonly Column<Source>[],
): readonly Column<Source>[] {
  const known = new Map(columns.map((column) => [column.name.toLowerCase(), column]))
  return names.map(
    (name) => known.get(name.toLowerCase()) ?? { name, type: 'VARCHAR', cell: () => null, place: () => name },
  )
}
