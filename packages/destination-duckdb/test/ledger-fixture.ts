import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Charge, ConnectionInfo, Destination, LedgerRow, StreamInfo, WindowId, WindowState } from '@outlay/core'
import { type DuckdbDestination, duckdbDestination } from '../src/index.js'

const folders: string[] = []
const ledgers: DuckdbDestination[] = []

/** Closes and removes what a test made: to be called after each. */
export async function cleanUp(): Promise<void> {
  for (const ledger of ledgers.splice(0)) await ledger.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

/** A folder of the test's own. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-duckdb-'))
  folders.push(folder)
  return folder
}

/** The path of a ledger that does not exist yet. */
export function temporaryPath(): string {
  return join(temporaryFolder(), 'ledger.duckdb')
}

/** An open ledger, prepared for the connections. */
export async function openLedger(path: string, ...connections: readonly ConnectionInfo[]): Promise<DuckdbDestination> {
  const ledger = duckdbDestination({ path })
  ledgers.push(ledger)
  await ledger.open()
  for (const connection of connections) await ledger.prepare?.(connection)
  return ledger
}

export const usage: StreamInfo = {
  connector: 'acme-cloud',
  name: 'usage',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'cost', type: 'money' },
    { name: 'rate', type: 'decimal' },
    { name: 'calls', type: 'count' },
    { name: 'paid', type: 'boolean' },
    { name: 'day', type: 'date' },
    { name: 'FlowId', type: 'json' },
  ],
}

export const acme: ConnectionInfo = {
  connection: 'acme-prod',
  connector: 'acme-cloud',
  billing: {
    provider: 'Acme',
    service: 'Acme Cloud',
    category: 'Other',
    subcategory: 'Other (Other)',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    currencySource: 'documented',
  },
  streams: [usage],
}

/** The window of a day in UTC. */
export function dayWindow(day: string, partition = '{}', connection = acme.connection): WindowId {
  const end = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
  return { connection, endpoint: 'usage/get', partition, start: `${day}T00:00:00Z`, end: `${end}T00:00:00Z` }
}

export function stateOf(window: WindowId, changes: Partial<WindowState> = {}): WindowState {
  return {
    ...window,
    grid: 'days UTC 00:00',
    status: 'complete',
    final: true,
    readAt: '2026-11-05T06:07:08.009Z',
    streams: ['usage'],
    generation: 1,
    pages: 1,
    rows: 1,
    quarantined: 0,
    error: null,
    difference: null,
    ...changes,
  }
}

/** A row of {@link usage}; without a charge unless one is given. */
export function usageRow(id: string, record: LedgerRow['record'] = {}, changes: Partial<LedgerRow> = {}): LedgerRow {
  return {
    stream: usage,
    key: `["${id}"]`,
    record: { id, ...record },
    raw: { id },
    charge: null,
    coverage: undefined,
    ...changes,
  }
}

/** A charge of so many yuan, in the window of 1 November 2026 unless told otherwise. */
export function chargeOf(amount: string | null, changes: Partial<Charge> = {}): Charge {
  return {
    billed: amount === null ? null : { amount, currency: 'CNY' },
    period: { start: '2026-11-01T00:00:00Z', end: '2026-11-02T00:00:00Z' },
    sku: 'calls',
    ...changes,
  }
}

/** Replaces one window's content, as core does. */
export async function replaceWindow(
  ledger: Destination,
  window: WindowId,
  rows: readonly LedgerRow[],
  { connection = acme, runId = 'run-1', state = {} as Partial<WindowState> } = {},
): Promise<void> {
  const transaction = await ledger.begin({ runId, connection })
  try {
    const streams = connection.streams.map(({ name }) => name)
    await transaction.clear(window, streams)
    await transaction.write(window, rows)
    await transaction.commit([stateOf(window, { streams, rows: rows.length, ...state })])
  } catch (error) {
    await transaction.abort()
    throw error
  }
}

/** Everything that an async iterable yields. */
export async function all<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const element of source) found.push(element)
  return found
}
