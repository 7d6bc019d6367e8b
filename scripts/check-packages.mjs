// What users install: every package is packed, judged by publint and attw, and every connector is installed alone, with
// plain npm in an empty folder, where it reads a page of its own simulator; so is the testkit.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scaffoldTrials } from './scaffold-trials.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'outlay-packages-'))
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const bin = (name) => join(root, 'node_modules/.bin', name)

/** How a package is tried alone: a few lines, as a user would write them. */
const trials = {
  'connector-anticaptcha': `
import { read } from '@outlay/core/runtime'
import { anticaptcha } from '@outlay/connector-anticaptcha'
import { startAnticaptchaSimulator } from '@outlay/connector-anticaptcha/simulator'
const vendor = await startAnticaptchaSimulator()
for await (const row of read(anticaptcha, 'spending_stats', { config: vendor.config, from: yesterday })) rows.push(row)
await vendor.close()`,
  'connector-zhihuiya': `
import { read } from '@outlay/core/runtime'
import { zhihuiya } from '@outlay/connector-zhihuiya'
import { startZhihuiyaSimulator } from '@outlay/connector-zhihuiya/simulator'
const vendor = await startZhihuiyaSimulator()
for await (const row of read(zhihuiya, 'statement_lines', { config: vendor.config, from: lastWeek })) rows.push(row)
await vendor.close()`,
  'connector-tencent-ads': `
import { read } from '@outlay/core/runtime'
import { tencentAds } from '@outlay/connector-tencent-ads'
import { startTencentAdsSimulator } from '@outlay/connector-tencent-ads/simulator'
const vendor = await startTencentAdsSimulator()
for await (const row of read(tencentAds, 'realtime_cost', { config: vendor.config })) rows.push(row)
await vendor.close()`,
  'connector-essbasic': `
import { read } from '@outlay/core/runtime'
import { essbasic } from '@outlay/connector-essbasic'
import { startEssbasicSimulator } from '@outlay/connector-essbasic/simulator'
const vendor = await startEssbasicSimulator()
for await (const row of read(essbasic, 'bill_usage_detail', { config: vendor.config, from: lastWeek })) rows.push(row)
await vendor.close()`,
  testkit: `
import { destinationContract, MemoryLedger } from '@outlay/testkit'
let declared
const describe = (_title, declare) => { declared = declare() }
const it = (title, run) => rows.push({ title, run })
destinationContract(() => new MemoryLedger(), { describe, it })
await declared
for (const { run } of rows) await run()`,
}

const names = readdirSync(join(root, 'packages')).filter((name) => !name.startsWith('.'))
const tarballs = new Map()
let failures = 0

const check = (what, act) => {
  try {
    console.log(`ok    ${what}${act() ?? ''}`)
  } catch (error) {
    failures += 1
    console.log(`FAIL  ${what}\n${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`)
  }
}

for (const name of names) {
  const folder = join(root, 'packages', name)
  check(`${name}: packs`, () => {
    run('npx', ['--yes', packageManager, 'pack', '--pack-destination', scratch], folder)
    const called = name.startsWith('create-') ? name : `outlay-${name}`
    const tarball = readdirSync(scratch).find(
      (file) => file.startsWith(`${called}-`) && /^\d/.test(file.slice(`${called}-`.length)),
    )
    if (tarball === undefined) throw new Error('no tarball was written')
    tarballs.set(name, join(scratch, tarball))
    const files = run('tar', ['-tzf', join(scratch, tarball)], scratch)
    if (/^package\/(?!templates\/).*(\.test\.|tsbuildinfo)/m.test(files))
      throw new Error(`the tarball holds tests or build state:\n${files}`)
  })
  if (!tarballs.has(name)) continue
  check(`${name}: publint`, () => void run(bin('publint'), ['run', tarballs.get(name), '--strict'], folder))
  check(`${name}: attw`, () => void run(bin('attw'), [tarballs.get(name), '--profile', 'esm-only'], folder))
}

for (const [name, trial] of Object.entries(trials)) {
  check(`${name}: installed alone, does its work: `, () => {
    const folder = join(scratch, `alone-${name}`)
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
    run('npm', ['install', '--no-audit', '--no-fund', tarballs.get('core'), tarballs.get(name)], folder)
    const setting = `const rows = []
const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)
const yesterday = day(1)
const lastWeek = day(7)`
    writeFileSync(join(folder, 'try.mjs'), `${setting}\n${trial}\nconsole.log(rows.length)`)
    const rows = Number(run(process.execPath, ['try.mjs'], folder))
    if (!(rows > 0)) throw new Error('nothing came of it')
    return `${rows} records or tests`
  })
}

check('cli: all installed together, syncs and exports: ', () => {
  const folder = join(scratch, 'operated')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const needed = ['core', 'focus', 'destination-duckdb', 'cli', 'connector-anticaptcha'].map((name) =>
    tarballs.get(name),
  )
  run('npm', ['install', '--no-audit', '--no-fund', ...needed], folder)
  writeFileSync(
    join(folder, 'try.mjs'),
    `import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { startAnticaptchaSimulator } from '@outlay/connector-anticaptcha/simulator'
const vendor = await startAnticaptchaSimulator()
const captcha = { connector: 'anticaptcha', config: vendor.config }
const ledger = { type: 'duckdb', path: './outlay.duckdb' }
writeFileSync('outlay.config.yaml', JSON.stringify({ version: 1, destination: ledger, connections: { captcha } }))
const outlay = (...args) => promisify(execFile)('npx', ['outlay', ...args])
await outlay('sync', '--from', new Date(Date.now() - 86_400_000).toISOString().slice(0, 10))
await outlay('export', '--format', 'csv', '--out', 'focus.csv')
await vendor.close()
console.log(readFileSync('focus.csv', 'utf8').trim().split('\\n').length - 1)`,
  )
  const rows = Number(run(process.execPath, ['try.mjs'], folder))
  if (!(rows > 0)) throw new Error('the export is empty')
  return `${rows} charges`
})

const outside = { run, bin, tarballs, folder: join(scratch, 'scaffolded') }
for (const [what, act] of scaffoldTrials(outside)) check(what, act)

rmSync(scratch, { recursive: true, force: true })
if (failures > 0) {
  console.error(`${failures} package checks failed`)
  process.exit(1)
}
