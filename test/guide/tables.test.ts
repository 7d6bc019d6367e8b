import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as core from '@outlay/core'
import { type ErrorCategory, failure, OutlayError } from '@outlay/core'
import { describe, expect, it } from 'vitest'
import { exitCodeOf, worstExitCode } from '../../packages/cli/src/exit-code.js'
import { errorLines } from '../../packages/cli/src/output/error-lines.js'
import { syncSummary } from '../../packages/cli/src/output/sync-summary.js'
import { suspended } from '../../packages/core/src/http/suspended.js'
import { labelled, type Page, page, root } from './page.js'

function sourceOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join()
}

/** The cells of the table whose head begins with a word. */
function table({ text }: Page, head: string): readonly (readonly string[])[] {
  const lines = text.split('\n')
  const begin = lines.findIndex((line) => line.startsWith(`| ${head} |`))
  const rows = lines.slice(begin + 2)
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
}

describe('How to read an error', () => {
  const errors = page('guide/errors.md')
  const categories = table(errors, 'category')

  it.each(categories)('says of %s what core and the command line do', (category, _meaning, again, ends, exit) => {
    const known = category as ErrorCategory
    const { retryable, stops } = failure(known, { code: 'x', message: '' })
    expect({ again: again?.startsWith('yes'), ends }).toEqual({ again: retryable, ends: `the ${stops}` })
    expect(exitCodeOf(new OutlayError({ code: 'X', category: known, message: 'x' }))).toBe(Number(exit))
  })

  it('names codes that are raised', () => {
    const raised = ['core', 'cli', 'destination-duckdb']
      .map((name) => sourceOf(join(root, 'packages', name, 'src')))
      .join()
    const codes = table(errors, 'code').flatMap(([cell = '']) => cell.match(/[A-Z]+(?:_[A-Z]+)+/g) ?? [])
    expect(codes.length).toBeGreaterThan(20)
    const byCategory = categories.map(([category = '']) => `VENDOR_${category.toUpperCase()}`)
    for (const code of codes) if (!byCategory.includes(code)) expect(raised).toContain(`'${code}'`)
  })

  it('lists every category', () => {
    const all: Readonly<Record<ErrorCategory, true>> = {
      ...{ config: true, auth: true, permission: true, invalid_request: true, not_found: true, rate_limited: true },
      ...{ quota_exhausted: true, transient: true, vendor_bug: true, data: true, bug: true },
    }
    expect(categories.map(([category]) => category).sort()).toEqual(Object.keys(all).sort())
  })
})

it('states the lines of the connectors that were written from the guide', () => {
  const stated = table(page('write-a-connector.md'), 'connector')
  expect(stated).toHaveLength(2)
  for (const [link = '', , lines, code] of stated) {
    const [, name = ''] = /examples\/connectors\/([\w-]+)/.exec(link) ?? []
    const folder = join(root, 'examples/connectors', name, 'src')
    const own = readdirSync(folder).filter((file) => !/\.test\.ts$|^simulator\.ts$/.test(file))
    const all = own.flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n'))
    const counted = all.filter((line) => !/^\s*(?:\/\/|\/?\*|$)/.test(line))
    expect([String(all.length), String(counted.length)], name).toEqual([lines, code])
  }
})

it('installs for a connector what a scaffolded one has', () => {
  const [, names = ''] = / --save-dev (.+)/.exec(labelled(page('write-a-connector.md'), 'install')) ?? []
  const template = readFileSync(join(root, 'packages/create-outlay-connector/templates/_package.json'), 'utf8')
  expect(names.split(' ').length).toBeGreaterThan(5)
  for (const name of names.split(' ')) expect(template).toContain(`"${name}": "{{version ${name}}}"`)
})

it('lists every service that can be replaced', () => {
  const listed = table(page('start/embed-it.md'), 'token').flatMap(([cell = '']) => cell.split(', '))
  const tokens = Object.entries(core).flatMap(([name, value]) => (typeof value === 'symbol' ? [name] : []))
  expect([...listed, 'CONNECTOR'].sort()).toEqual(tokens.sort())
})

it('orders exit codes as "Keep a ledger" does', () => {
  const operate = page('start/operate-it.md')
  const [, order = ''] = /Of several, the first of ([\d, ]+)\./.exec(operate.text) ?? []
  const codes = order.split(', ').map(Number)
  expect(codes.map((_, index) => worstExitCode(codes.slice(index) as never))).toEqual(codes)
  expect(table(operate, 'code').map(([code]) => Number(code))).toEqual([0, 1, 2, 3, 4, 5, 6, 130])
})

describe('what the guide quotes of the command line', () => {
  const nothing = { quarantined: 0, drifted: 0, drift: [], restatements: [], differences: [], failures: [] }
  const windows = { committed: 5, final: 0, failed: 0, unreachable: 0 }
  const report = { ...nothing, connection: 'captcha-prod', runId: 'run-1', windows, rows: 86 }
  const told = (changes: object): string => `${syncSummary({ ...report, ...changes }, { stack: false }).join('\n')}\n`
  const window = { endpoint: 'statement', partition: '{}', start: '2026-11-19T00:00:00Z', end: '2026-11-20T00:00:00Z' }

  it('is what it says of a limit that holds a run back', () => {
    const error = suspended('it asks to wait after HTTP 429', Date.parse('2026-11-20T13:00:00Z'))
    const lines = errorLines(error, { about: 'captcha-prod: getSpendingStats 2026-11-19T00:00:00Z' })
    expect(labelled(page('guide/limits.md'), 'suspended')).toBe(`${lines.join('\n')}\n`)
  })

  it('is what it says of restatements', () => {
    const restatements = [{ stream: 'usage', count: 3, change: [{ amount: '1.50', currency: 'CNY' }] }]
    expect(told({ restatements })).toContain(labelled(page('guide/state.md'), 'restated'))
  })

  it('is what it says of quarantine and differences', () => {
    const drift = page('guide/drift.md')
    expect(told({ quarantined: 2 })).toBe(labelled(drift, 'quarantined'))
    const detail = 'it states 100, its lines make 123.45'
    const differences = [{ window, detail, severity: 'report' }]
    expect(told({ differences })).toContain(labelled(drift, 'difference'))
  })
})
