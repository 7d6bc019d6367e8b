import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The build, whatever conditions the test runner resolves packages with: Node cannot run the sources. */
const CORE = new URL('../../../core/dist/index.js', import.meta.url).href

/** A folder as a user has one: a config file, and a connector among its modules. */
export interface FixtureFolder {
  readonly path: string
  readonly write: (name: string, text: string) => void
  readonly remove: () => void
}

/** Makes a folder with the connector `fixture` installed; it uses the built core, as installed connectors do. */
export function fixtureFolder(): FixtureFolder {
  const path = mkdtempSync(join(tmpdir(), 'outlay-cli-'))
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  write('node_modules/outlay-connector-fixture/package.json', PACKAGE)
  write('node_modules/outlay-connector-fixture/index.js', CONNECTOR)
  write('node_modules/@outlay/core/package.json', JSON.stringify({ type: 'module', exports: './index.js' }))
  write('node_modules/@outlay/core/index.js', `export * from ${JSON.stringify(CORE)}`)
  const zod = dirname(createRequire(import.meta.url).resolve('zod/package.json'))
  symlinkSync(zod, join(path, 'node_modules/zod'))
  return { path, write, remove: () => rmSync(path, { recursive: true }) }
}

/** Only ES modules may import it: resolution must find that entry, too. */
const PACKAGE = JSON.stringify({
  name: 'outlay-connector-fixture',
  version: '1.0.0',
  type: 'module',
  exports: { '.': { import: './index.js' } },
})

const CONNECTOR = `
import { connector, count, id, money, secret } from '@outlay/core'
import * as z from 'zod'

const fixture = connector({
  id: 'fixture',
  title: 'Fixture',
  docs: 'https://fixture.example/api',
  config: z.strictObject({
    apiKey: secret(),
    baseUrl: z.url(),
    accountId: id().optional(),
    pageSize: z.int().default(100),
    verbose: z.boolean().default(false),
    accountName: z.string().optional(),
  }),
  http: { baseUrl: (c) => c.baseUrl, timeout: '5s' },
  auth: (a) => a.header('x-key', (c) => c.apiKey),
  billing: (c) => ({
    provider: 'Fixture',
    service: 'Fixture Tasks',
    category: 'Other',
    subcategory: 'Other (Other)',
    timeZone: 'UTC',
    accountName: c.accountName,
    currency: 'USD',
    currencySource: 'documented',
  }),
})
const usageGet = fixture.endpoint(
  {
    name: 'usage',
    partitions: (p) => p.days('day', { timeZone: 'UTC' }),
    response: z.object({ rows: z.array(z.unknown()), total: z.int().nullish() }),
  },
  ({ config, partition }) => ({
    path: '/usage',
    query: { date: partition.day.date, account: config.accountId, size: config.pageSize },
  }),
  { reconcile: ({ rows, total }) => ((total ?? rows.length) === rows.length ? [] : ['it states ' + total + ' rows']) },
)
const usage = usageGet.stream(
  {
    name: 'usage',
    records: (body) => body.rows,
    record: z.object({ id: id(), note: z.string().nullish(), tasks: count(), cost: money('USD').nullish(), tags: z.unknown() }),
  },
  {
    primaryKey: ['id'],
    charge: (r, { window }) => ({
      billed: r.cost ?? null,
      period: { start: window.start, end: window.end },
      sku: 'task',
      quantity: { amount: r.tasks, unit: 'Tasks' },
    }),
  },
)
export default fixture.plugin({ streams: [usage], check: usageGet })
`
