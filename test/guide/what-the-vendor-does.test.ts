import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { authKit } from '../../packages/core/src/auth/auth-kit.js'
import { limitKit } from '../../packages/core/src/limits/limit-kit.js'
import { paginatorKit } from '../../packages/core/src/pagination/paginator-kit.js'
import { partitionKit } from '../../packages/core/src/partitions/partition-kit.js'
import { demandTypes } from './demand-types.js'
import { labelled, page, root } from './page.js'

const chooser = page('what-the-vendor-does.md')

/** The rows of its tables: what is declared, and what the request says where that is told. */
const rows = chooser.text
  .split('\n')
  .filter((line) => /^\| (?!---|the vendor's)/.test(line))
  .map((line) => line.split(' | ').slice(1).map(declarationIn))

it.each([
  ['a', authKit()],
  ['l', limitKit()],
  ['p', paginatorKit()],
  ['p', partitionKit()],
])('has a row for everything that %s offers', (letter, kit) => {
  const declared = rows.map(([declaration = '']) => declaration).join('\n')
  for (const name of Object.keys(kit)) expect(declared).toContain(`${letter}.${name}(`)
})

it('declares what compiles, row by row', () => {
  const wrapped = rows.flatMap(([declaration, request]) =>
    declaration === undefined ? [] : [wrap(declaration, request)],
  )
  expect(wrapped.length).toBeGreaterThan(50)
  const folder = mkdtempSync(join(root, 'test', 'guide-'))
  try {
    for (const file of ['signature.ts', 'token.ts', 'last-day.ts'])
      writeFileSync(join(folder, file), labelled(chooser, file))
    writeFileSync(join(folder, 'rows.ts'), [GIVEN, ...wrapped].join('\n'))
    demandTypes(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 60_000)

/** The first piece of code in a cell that says what a member is. */
function declarationIn(cell: string): string | undefined {
  return [...cell.matchAll(/`(\w+: [^`]+)`/g)].map(([, code]) => code)[0]
}

/** Puts a member where it belongs. */
function wrap(declaration: string, request = "path: '/usage'"): string {
  const [, member = ''] = /^(\w+):/.exec(declaration) ?? []
  const path = request.startsWith('path') ? request : `path: '/usage', ${request}`
  if (/^(?:auth|limits|errors)$/.test(member)) return `connector({ ...BASE, ${declaration} })`
  if (/^(?:classes|families)$/.test(member)) return `inBand({ ...RULES, ${declaration} })`
  if (/^(?:partitions|paginate|every)$/.test(member)) {
    return `acme.endpoint({ name: 'usage', response, ${declaration} }, ({ page, partition, nowSeconds }) => ({ ${path} }))`
  }
  if (/^(?:boundary|settlesAfter|available)$/.test(member)) return `calendar(DAY, { timeZone: 'UTC', ${declaration} })`
  if (member === 'timeZone') return `calendar(DAY, { ${declaration} })`
  if (member === 'stamp') return `daily.stream({ ...SHAPE, ${declaration} }, { primaryKey: ['date'] })`
  if (member === 'billed') {
    const charge = `(record, { config, window }) => ({ sku: record.sku, period: window, ${declaration} })`
    return `daily.stream(PRICED, { primaryKey: ['date'], charge: ${charge} })`
  }
  if (member === 'primaryKey') return `daily.stream(SHAPE, { ${declaration} })`
  return `z.object({ ${declaration} })`
}

const GIVEN = `
import { calendar, connector, count, decimal, id, inBand, money, negateDecimal, ordinal, personal, priceUnits, secret, utcSeconds } from '@outlay/core'
import * as z from 'zod'
import { lastDay } from './last-day.js'
import { signature } from './signature.js'
import { readToken, renewal, tokenRequest } from './token.js'

const DAY = { unit: 'day', days: 1 } as const
const BASE = {
  id: 'acme',
  title: 'Acme',
  docs: 'https://acme.example/api',
  config: z.strictObject({
    ...{ apiKey: secret(), user: z.string(), password: secret(), token: secret(), secretKey: secret() },
    ...{ clientId: z.string(), clientSecret: secret(), accounts: z.array(id()), unitPrice: z.string() },
    ...{ mode: z.enum(['key', 'token']), cut: z.enum(['days', 'months']) },
  }),
  http: { baseUrl: () => 'https://api.acme.example' },
  billing: () => ({
    ...{ provider: 'Acme', service: 'Acme', category: 'Other', subcategory: 'Other (Other)' } as const,
    ...{ timeZone: 'UTC', currency: 'USD', currencySource: 'documented' } as const,
  }),
}
const RULES = {
  envelope: z.object({ code: z.int() }),
  ok: (body: { code: number }) => body.code === 0,
  code: (body: { code: number }) => body.code,
  message: () => '',
  classes: {},
}
const SHAPE = {
  name: 'usage',
  records: () => [],
  record: z.object({ date: z.iso.date(), sku: z.string() }),
} as const
const PRICED = {
  ...SHAPE,
  record: z.object({
    ...{ date: z.iso.date(), sku: z.string(), calls: count() },
    ...{ cost: money('USD'), price: decimal(), currency: z.string() },
  }),
}
const response = z.object({
  ...{ list: z.array(z.object({ id: z.string() })), pages: z.int(), total: z.int() },
  ...{ next: z.string().nullish(), more: z.boolean() },
})
const acme = connector(BASE)
const daily = acme.endpoint({ name: 'daily', response, partitions: (p) => p.days('day', { timeZone: 'UTC' }) }, () => ({ path: '/' }))
const campaignsGet = acme.endpoint(
  { name: 'campaigns', response: z.object({ campaigns: z.array(z.object({ id: id() })) }) },
  () => ({ path: '/campaigns' }),
)
`
