import { DuckDBInstance } from '@duckdb/node-api'

/** The tables as version 1 made them, word for word as DuckDB keeps them: what files of users hold. */
const TABLES: readonly string[] = [
  'CREATE TABLE _charges("connection" VARCHAR, endpoint VARCHAR, "partition" VARCHAR, window_start TIMESTAMP, window_end TIMESTAMP, run_id VARCHAR, connector VARCHAR, stream VARCHAR, "key" VARCHAR, period_start TIMESTAMP, period_end TIMESTAMP, accounting_day DATE, sku VARCHAR, meter VARCHAR, description VARCHAR, billed DECIMAL(38,12), billed_text VARCHAR, billed_currency VARCHAR, effective DECIMAL(38,12), effective_text VARCHAR, effective_currency VARCHAR, quantity DECIMAL(38,12), quantity_text VARCHAR, quantity_unit VARCHAR, consumed DECIMAL(38,12), consumed_text VARCHAR, consumed_unit VARCHAR, account_id VARCHAR, sub_account_id VARCHAR, sub_account_name VARCHAR, resource_id VARCHAR, resource_type VARCHAR, resource_name VARCHAR, status VARCHAR, attributes JSON, coverage_group VARCHAR, coverage_rank BIGINT)',
  'CREATE TABLE _connections("connection" VARCHAR, connector VARCHAR, billing JSON)',
  'CREATE TABLE _meta("name" VARCHAR, "value" VARCHAR)',
  'CREATE TABLE _quarantine("connection" VARCHAR, endpoint VARCHAR, "partition" VARCHAR, window_start TIMESTAMP, window_end TIMESTAMP, run_id VARCHAR, connector VARCHAR, stream VARCHAR, reasons VARCHAR[], raw JSON)',
  'CREATE TABLE _streams(table_name VARCHAR, connector VARCHAR, stream VARCHAR)',
  'CREATE TABLE _windows("connection" VARCHAR, endpoint VARCHAR, "partition" VARCHAR, window_start VARCHAR, window_end VARCHAR, grid VARCHAR, status VARCHAR, final BOOLEAN, read_at TIMESTAMP, streams VARCHAR[], generation BIGINT, row_count BIGINT, quarantined BIGINT, "error" VARCHAR, difference VARCHAR)',
  'CREATE VIEW charges AS SELECT * FROM _charges QUALIFY ((coverage_group IS NULL) OR (coverage_rank = min(coverage_rank) OVER (PARTITION BY "connection", coverage_group, sub_account_id, accounting_day)))',
]

/** One window that was read twice, with one charge; another that failed. */
const ROWS: readonly string[] = [
  `insert into _meta values ('schema_version', '1')`,
  `insert into _connections values ('acme-prod', 'acme-cloud', '{"provider":"Acme","service":"Acme Cloud","category":"Other","subcategory":"Other (Other)","timeZone":"Asia/Shanghai","currency":"CNY","currencySource":"documented"}')`,
  `insert into _windows values
    ('acme-prod', 'usage/get', '{}', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', 'days UTC 00:00', 'complete', true, '2026-11-05 06:07:08.009', ['usage'], 2, 1, 0, NULL, NULL),
    ('acme-prod', 'usage/get', '{}', '2026-11-02T00:00:00Z', '2026-11-03T00:00:00Z', 'days UTC 00:00', 'failed', false, NULL, [], 0, 0, 0, 'VENDOR_TRANSIENT', NULL)`,
  `insert into _charges by name select 'acme-prod' as connection, 'usage/get' as endpoint, '{}' as partition,
    timestamp '2026-11-01' as window_start, timestamp '2026-11-02' as window_end, 'run-1' as run_id, 'acme-cloud' as connector,
    'usage' as stream, '["a"]' as key, timestamp '2026-11-01' as period_start, timestamp '2026-11-02' as period_end,
    date '2026-11-01' as accounting_day, 'calls' as sku, 7.495948 as billed, '7.495948' as billed_text, 'CNY' as billed_currency,
    7.495948 as effective, '7.495948' as effective_text, 'CNY' as effective_currency, 'reported' as status`,
]

/** Makes a ledger as the first version left it behind. */
export async function version1Ledger(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  for (const statement of [...TABLES, ...ROWS]) await connection.run(statement)
  connection.closeSync()
  instance.closeSync()
}
