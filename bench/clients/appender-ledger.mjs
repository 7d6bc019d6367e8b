// The bare DuckDB appender: rows that are in memory already, into a table with the columns of our ledger's, a day a
// transaction.
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DECIMAL, DuckDBDateValue, DuckDBDecimalValue, DuckDBInstance, DuckDBTimestampValue } from '@duckdb/node-api'
import { DAY_SIZE, recordText } from '../vendor/records.mjs'
import { task, tell } from './proof.mjs'

const path = join(task.folder, `${process.pid}.duckdb`)
const AMOUNT = DECIMAL(38, 12)
const rows = Array.from({ length: task.records }, (_, index) => prepared(recordText(index)))
const instance = await DuckDBInstance.create(path)
const connection = await instance.connect()
await connection.run(`create table bench (_connection varchar, _endpoint varchar, _partition varchar,
  _window_start timestamp, _window_end timestamp, _run_id varchar, _key varchar, _raw json, id varchar, account varchar,
  "day" date, sku varchar, units bigint, cost decimal(38,12), cost_text varchar, cost_currency varchar)`)

const began = performance.now()
for (let first = 0; first < rows.length; first += DAY_SIZE) {
  await connection.run('begin transaction')
  const appender = await connection.createAppender('bench')
  for (const row of rows.slice(first, first + DAY_SIZE)) append(appender, row)
  appender.closeSync()
  await connection.run('commit')
}
const workMs = performance.now() - began
const [[count, sum]] = await (await connection.run('select count(*), (sum(cost) * 10000)::bigint from bench')).getRows()
tell({ workMs, count: Number(count), sum: Number(sum) })
connection.closeSync()
instance.closeSync()

function prepared(raw) {
  const { account, day, sku, units } = JSON.parse(raw)
  const id = /"id":(\d+)/.exec(raw)[1]
  const cost = /"cost":([\d.]+)/.exec(raw)[1]
  const start = BigInt(Date.parse(day)) * 1000n
  return {
    raw,
    id,
    account,
    sku,
    cost,
    key: `["${id}"]`,
    units: BigInt(units),
    day: new DuckDBDateValue(Date.parse(day) / 86_400_000),
    start: new DuckDBTimestampValue(start),
    end: new DuckDBTimestampValue(start + 86_400_000_000n),
    amount: new DuckDBDecimalValue(BigInt(cost.replace('.', '')) * 10n ** 8n, 38, 12),
  }
}

function append(appender, row) {
  for (const text of ['main', 'records', '{}']) appender.appendVarchar(text)
  appender.appendTimestamp(row.start)
  appender.appendTimestamp(row.end)
  for (const text of ['0123456789abcdef', row.key, row.raw, row.id, row.account]) appender.appendVarchar(text)
  appender.appendDate(row.day)
  appender.appendVarchar(row.sku)
  appender.appendBigInt(row.units)
  appender.appendValue(row.amount, AMOUNT)
  appender.appendVarchar(row.cost)
  appender.appendVarchar('USD')
  appender.endRow()
}
