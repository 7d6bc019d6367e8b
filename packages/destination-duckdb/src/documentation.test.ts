import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import {
  acme,
  chargeOf,
  cleanUp,
  dayWindow,
  openLedger,
  replaceWindow,
  stateOf,
  temporaryPath,
  usage,
  usageRow,
} from '../test/ledger-fixture.js'

afterEach(cleanUp)

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/^(.+)\n\n```sql\n([\s\S]*?)```/gm)].map(([, question = '', sql = '']) => ({
  question,
  sql,
}))

/** A priced and an unpriced charge in a final window, a priced one in an open window, and a record in quarantine. */
async function smallLedger() {
  const ledger = await openLedger(temporaryPath(), acme)
  const window = dayWindow('2026-11-01')
  const open = dayWindow('2026-11-02')
  const quantity = { amount: 3, unit: 'Requests' }
  await replaceWindow(ledger, window, [
    usageRow('priced', {}, { charge: chargeOf('1.50', { quantity }) }),
    usageRow('unpriced', {}, { charge: chargeOf(null, { quantity }) }),
  ])
  const transaction = await ledger.begin({ runId: 'run-2', connection: acme })
  await transaction.write(open, [usageRow('open', {}, { charge: chargeOf('2.25', { quantity }) })])
  await transaction.quarantine(open, [{ stream: usage, raw: {}, reasons: ['id: is missing'] }])
  const changed = { stream: 'usage', key: '["open"]', notedAt: '2026-11-05T06:07:08.009Z' }
  await transaction.restate?.(open, [
    { ...changed, field: 'record.calls', before: '3', after: '4', currency: null },
    { ...changed, field: 'charge.effective', before: '2.50', after: '2.25', currency: 'CNY' },
  ])
  await transaction.commit([stateOf(open, { final: false, quarantined: 1 })])
  return ledger
}

const answers: Readonly<Record<string, unknown>> = {
  'What did each month cost?': [
    { connection: 'acme-prod', month: '2026-11', currency: 'CNY', spent: '3.750000000000' },
  ],
  'What costs most?': [{ sku: 'calls', spent: '3.750000000000', units: '6.000000000000', unit: 'Requests' }],
  'What was used and has no price? It is not free: nobody has said what it costs.': [
    { sku: 'calls', unit: 'Requests', units: '3.000000000000' },
  ],
  'How far is the ledger, and where are its holes?': [
    { final: 'false', windows: '1', first: '2026-11-02T00:00:00Z' },
    { final: 'true', windows: '1', last: '2026-11-02T00:00:00Z' },
  ],
  'Which charges may still change?': [{ accounting_day: '2026-11-01', spent: '2.250000000000' }],
  'What was put aside, and why?': [{ stream: 'usage', reason: 'id: is missing', records: '1' }],
  'What have vendors changed after the fact, and by how much?': [
    { connection: 'acme-prod', currency: 'CNY', month: '2026-11', change: '-0.250000000000', charges: '1' },
  ],
}

describe('the README', () => {
  it('has an answer here for every question there', () => {
    expect(examples.map(({ question }) => question)).toEqual(Object.keys(answers))
  })

  it.each(examples)('answers: $question', async ({ question, sql }) => {
    const ledger = await smallLedger()
    expect(await ledger.query(sql)).toMatchObject(answers[question] as object[])
  })

  it('names every table of a ledger', async () => {
    const ledger = await smallLedger()
    const tables = await ledger.query("select table_name from duckdb_tables() where table_name like '\\_%' escape '\\'")
    expect(tables.length).toBeGreaterThan(5)
    for (const { table_name } of tables) expect(readme).toContain(`\`${table_name}\``)
  })

  it('names the technical columns of a stream’s table', async () => {
    const ledger = await smallLedger()
    const columns = await ledger.query('select column_name from (describe acme_cloud_usage)')
    const technical = columns.flatMap(({ column_name }) => (column_name?.startsWith('_') ? [column_name] : []))
    expect(technical).toHaveLength(8)
    for (const name of technical) expect(readme).toContain(`\`${name}\``)
  })
})
