import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import {
  acme,
  cleanUp,
  dayWindow,
  openLedger,
  replaceWindow,
  stateOf,
  temporaryFolder,
  temporaryPath,
  usageRow,
} from '../test/ledger-fixture.js'

afterEach(cleanUp)

const duckdb = createRequire(import.meta.url).resolve('@duckdb/node-api')
const dist = fileURLToPath(new URL('../dist/index.js', import.meta.url))
const window = dayWindow('2026-11-01')

/** A Node process of its own that runs a script and ends with the test; resolves at its first line. */
async function startChild(script: string, ...values: readonly string[]) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, ...values], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => ['the child ended'])])
  const kill = async () => {
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  return { pid: child.pid, line: String(line).trim(), kill }
}

describe('a file that another process holds', { timeout: 60_000 }, () => {
  it('is refused with its name and the process id, and opens when that process is gone', async () => {
    const path = temporaryPath()
    const child = await startChild(
      `const { DuckDBInstance } = (await import(process.argv[1])).default
       const instance = await DuckDBInstance.create(process.argv[2])
       process.stdin.resume().on('end', () => process.exit())
       console.log('open')`,
      pathToFileURL(duckdb).href,
      path,
    )
    expect(child.line).toBe('open')
    const opening = openLedger(path)
    await expect(opening).rejects.toMatchObject({ code: 'LEDGER_LOCKED', category: 'config' })
    await expect(opening).rejects.toThrow(basename(path))
    await expect(opening).rejects.toThrow(`process ${child.pid}`)
    await child.kill()
    await openLedger(path, acme)
  })

  it('is refused to others while the ledger is open, and free after close', async () => {
    const path = temporaryPath()
    const ledger = await openLedger(path)
    const open = () =>
      new Promise<string>((resolve) => {
        const script = `require(process.argv[1]).DuckDBInstance.create(process.argv[2]).then(() => console.log('open'), (e) => console.log(e.message))`
        execFile(process.execPath, ['--eval', script, duckdb, path], (_error, stdout) => resolve(stdout))
      })
    expect(await open()).toContain(`PID ${process.pid}`)
    await ledger.close()
    expect(await open()).toBe('open\n')
  })
})

describe('a process that is killed in mid-transaction', { timeout: 60_000 }, () => {
  it('leaves a readable ledger with the old rows and the old state', async () => {
    expect(
      existsSync(dist) && readFileSync(dist, 'utf8').includes('duckdbDestination'),
      'build first: npx tsc -b',
    ).toBe(true)
    const path = temporaryPath()
    const ledger = await openLedger(path, acme)
    await replaceWindow(ledger, window, [usageRow('old')])
    await ledger.close()
    const child = await startChild(
      `const { duckdbDestination } = await import(process.argv[1])
       const { path, acme, window, rows, state } = JSON.parse(process.argv[2])
       process.stdin.resume().on('end', () => process.exit())
       const ledger = duckdbDestination({ path })
       await ledger.open()
       await ledger.prepare(acme)
       const transaction = await ledger.begin({ runId: 'killed', connection: acme })
       await transaction.clear(window, ['usage'])
       await transaction.write(window, rows)
       console.log('written')`,
      pathToFileURL(dist).href,
      JSON.stringify({ path, acme, window, rows: [usageRow('new')], state: stateOf(window) }),
    )
    expect(child.line).toBe('written')
    await child.kill()
    const again = await openLedger(path, acme)
    expect(await again.query('select id, _run_id from acme_cloud_usage')).toEqual([{ id: 'old', _run_id: 'run-1' }])
    expect(await again.loadState(acme.connection)).toEqual([stateOf(window)])
    await replaceWindow(again, window, [usageRow('new')])
    expect(await again.query('select id from acme_cloud_usage')).toEqual([{ id: 'new' }])
  })
})

describe('two destinations on one file in one process', () => {
  it('see one ledger, also through a symbolic link', async () => {
    const path = temporaryPath()
    const link = join(temporaryFolder(), 'link.duckdb')
    const first = await openLedger(path, acme)
    symlinkSync(path, link)
    const second = await openLedger(link, acme)
    await replaceWindow(first, window, [usageRow('a')])
    await replaceWindow(second, dayWindow('2026-11-02'), [usageRow('b')])
    await first.close()
    expect(await second.query('select id from acme_cloud_usage order by id')).toEqual([{ id: 'a' }, { id: 'b' }])
    expect(await second.loadState(acme.connection)).toHaveLength(2)
  })
})

describe('a path that is no ledger', () => {
  it('names a folder that is missing', async () => {
    const path = join(temporaryFolder(), 'no', 'ledger.duckdb')
    await expect(openLedger(path)).rejects.toMatchObject({
      code: 'LEDGER_PATH',
      category: 'config',
      message: expect.stringContaining('there is no folder'),
    })
  })

  it.each([
    ['a folder', () => temporaryFolder(), 'LEDGER_PATH', /is a folder/],
    ['an empty path', () => '', 'LEDGER_PATH', /needs a path/],
    ['a file within a file', () => join(textFile('text'), 'ledger.duckdb'), 'LEDGER_PATH', /no folder/],
    ['a file that is no database', () => textFile('id,cost\n1,2\n'.repeat(2_000)), 'LEDGER_UNREADABLE', /no DuckDB/],
    ['an empty file', () => textFile(''), 'LEDGER_UNREADABLE', /no DuckDB/],
  ])('refuses %s', async (_what, path, code, message) => {
    const opening = openLedger(path())
    await expect(opening).rejects.toMatchObject({ code, category: 'config' })
    await expect(opening).rejects.toThrow(message)
  })

  it('leaves a file that is no database as it is', async () => {
    const path = textFile('id,cost\n1,2\n'.repeat(2_000))
    await expect(openLedger(path)).rejects.toThrow()
    expect(readFileSync(path, 'utf8')).toBe('id,cost\n1,2\n'.repeat(2_000))
  })
})

function textFile(content: string): string {
  const folder = join(temporaryFolder(), 'files')
  mkdirSync(folder)
  writeFileSync(join(folder, 'ledger.duckdb'), content)
  return join(folder, 'ledger.duckdb')
}
