import { type DuckDBInstance, listValue } from '@duckdb/node-api'
import type { WindowState } from '@outlay/core'
import * as z from 'zod'
import { booleanCell, type Cell, countCell, instantCell, textCell, textsCell } from './cell.js'
import type { Column, ColumnType } from './column.js'
import { present, readRows, type TextRow } from './read-rows.js'
import { TableAppender } from './table-appender.js'
import type { WriteConnection } from './write-connection.js'

/**
 * The columns of `_windows`, one row a window. The bounds are text, as state has them: a snapshot's only state stands
 * under the word `snapshot`. `try_cast(window_start as TIMESTAMP)` is the `window_start` of the rows.
 */
export const WINDOW_COLUMNS: readonly Column<WindowState>[] = [
  text('connection', ({ connection }) => connection),
  text('endpoint', ({ endpoint }) => endpoint),
  text('partition', ({ partition }) => partition),
  text('window_start', ({ start }) => start),
  text('window_end', ({ end }) => end),
  text('grid', ({ grid }) => grid),
  text('status', ({ status }) => status),
  column('final', 'BOOLEAN', ({ final }) => booleanCell(final)),
  column('read_at', 'TIMESTAMP', ({ readAt }) => instantCell(readAt)),
  column('streams', 'VARCHAR[]', ({ streams }) => textsCell(streams)),
  count('generation', ({ generation }) => generation),
  count('row_count', ({ rows }) => rows),
  count('quarantined', ({ quarantined }) => quarantined),
  text('error', ({ error }) => error),
  text('difference', ({ difference }) => difference),
  count('pages', ({ pages }) => pages),
]

/** From version 1 of the tables to 2: what was read before took nobody knows how many pages, which is 0. */
export const ADD_PAGES: readonly string[] = [
  'alter table _windows add column pages BIGINT default 0',
  'alter table _windows alter column pages drop default',
]

/** What the ledger knows about a connection's windows. */
export async function loadWindowStates(instance: DuckDBInstance, connection: string): Promise<readonly WindowState[]> {
  const states: WindowState[] = []
  for await (const row of readRows(instance, SELECT, [connection])) states.push(stateOf(row))
  return states
}

/** Replaces the states of these windows, within the writer's transaction; of several for one window the last counts. */
export async function saveWindowStates(writer: WriteConnection, states: readonly WindowState[]): Promise<void> {
  const last = new Map(states.map((state) => [JSON.stringify(identityOf(state)), state]))
  if (last.size === 0) return
  const ids = [...last.values()].map(identityOf)
  const lists = IDENTITY.map((_, column) => listValue(ids.map((id) => id[column] ?? '')))
  await writer.connection.run(DELETE, lists)
  const appender = new TableAppender(writer, '_windows', WINDOW_COLUMNS)
  try {
    await appender.append([...last.values()])
    appender.close()
  } catch (error) {
    appender.discard()
    throw error
  }
}

/** `read_at` as contracts have instants; SQL to go with {@link WINDOW_COLUMNS}. */
export const READ_AT = "strftime(read_at, '%Y-%m-%dT%H:%M:%S.%gZ')"

const SELECT = `select * replace (${READ_AT} as read_at, to_json(streams) as streams) from _windows where connection = $1`

const IDENTITY = ['connection', 'endpoint', 'partition', 'window_start'] as const

const DELETE = `delete from _windows using
    (select unnest($1::varchar[]) as a, unnest($2::varchar[]) as b, unnest($3::varchar[]) as c, unnest($4::varchar[]) as d)
  where connection = a and endpoint = b and partition = c and window_start = d`

function identityOf({ connection, endpoint, partition, start }: WindowState): readonly string[] {
  return [connection, endpoint, partition, start]
}

function stateOf(row: TextRow): WindowState {
  return {
    connection: present(row, 'connection'),
    endpoint: present(row, 'endpoint'),
    partition: present(row, 'partition'),
    start: present(row, 'window_start'),
    end: present(row, 'window_end'),
    grid: present(row, 'grid'),
    status: STATUS.parse(row.status),
    final: row.final === 'true',
    readAt: row.read_at ?? null,
    streams: STREAMS.parse(JSON.parse(present(row, 'streams'))),
    generation: Number(present(row, 'generation')),
    pages: Number(present(row, 'pages')),
    rows: Number(present(row, 'row_count')),
    quarantined: Number(present(row, 'quarantined')),
    error: row.error ?? null,
    difference: row.difference ?? null,
  }
}

const STATUS = z.enum(['complete', 'failed', 'unreachable'])
const STREAMS = z.array(z.string())

function text(name: string, value: (state: WindowState) => string | null): Column<WindowState> {
  return column(name, 'VARCHAR', (state) => textCell(value(state)))
}

function count(name: string, value: (state: WindowState) => number): Column<WindowState> {
  return column(name, 'BIGINT', (state) => countCell(value(state)))
}

function column(name: string, type: ColumnType, cell: (state: WindowState) => Cell): Column<WindowState> {
  return { name, type, cell, place: () => `${name} of a window` }
}
