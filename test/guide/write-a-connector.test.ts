import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runOutlay } from '../../packages/cli/src/testing/run-outlay.js'
import { commandsIn } from './commands.js'
import { labelled, page, root } from './page.js'
import { type PageFolder, pageFolder } from './page-folder.js'

const written = page('write-a-connector.md')
const run = promisify(execFile)
const tsc = join(root, 'node_modules/typescript/bin/tsc')

let folder: PageFolder
beforeAll(async () => {
  folder = pageFolder(written)
  await run(process.execPath, [tsc, '-p', folder.path])
}, 60_000)
afterAll(() => folder[Symbol.dispose]())

it('makes a package whose own tests pass', async () => {
  const { scripts } = JSON.parse(labelled(written, 'package.json'))
  expect(scripts.test).toMatch(/^tsc && node --test /)
  const tested = await run('sh', ['-c', scripts.test.replace('tsc && ', '')], { cwd: folder.path, env: nodeOnly() })
  const [, passed = 0] = /^# pass (\d+)\n# fail 0$/m.exec(tested.stdout) ?? []
  expect(Number(passed)).toBeGreaterThanOrEqual(100)
}, 60_000)

it('shows the contract test the very reply that the page begins with', () => {
  const [, sample = ''] = /const reply = `(.*?)`/s.exec(labelled(written, 'src/contract.test.ts')) ?? []
  expect(sample.trim()).toBe(labelled(written, 'reply').trim())
})

it('makes a package that holds what users need, and nothing else', async () => {
  expect(await packed(folder)).toEqual(['dist/index.d.ts', 'dist/index.js', 'package.json'])
}, 60_000)

it('makes a connector that is found, and reads what the page shows', async () => {
  await using vendor = await documentedVendor(() => labelled(written, 'reply'))
  const outlay = user(folder, vendor.url)
  const [connectors = [], check = [], read = [], record = [], sync = []] = commandsIn(labelled(written, 'try'))
  expect((await outlay(connectors)).stdout).toContain('acme         outlay-connector-acme@0.1.0')
  expect(await outlay(check)).toMatchObject({ code: 0 })
  const rows = await outlay(read)
  expect(rows.stderr).toBe('')
  expect(JSON.parse(rows.stdout.split('\n')[0] ?? '')).toEqual(JSON.parse(labelled(written, 'row')))
  expect(rows.stdout.trim().split('\n')).toHaveLength(2)
  expect(await outlay(record)).toMatchObject({ code: 0 })
  expect(await outlay(sync)).toMatchObject({ code: 0, stderr: expect.stringContaining('1 window read (2 rows)') })
}, 120_000)

it('refuses as the page shows', async () => {
  await using vendor = await documentedVendor(() => labelled(written, 'refusal'))
  const { code, stderr } = await user(folder, vendor.url)(['check', 'acme-prod'])
  expect(code).toBe(3)
  expect(stderr).toContain('Acme Cloud answered KEY_REVOKED: this key was revoked')
  expect(stderr).toContain('vendor: code KEY_REVOKED, request id r-81')
}, 60_000)

/** The command line in a folder that has the package among its modules, by its own name only. */
function user(folder: PageFolder, url: string) {
  const cwd = join(folder.path, 'user')
  rmSync(cwd, { recursive: true, force: true })
  mkdirSync(join(cwd, 'node_modules'), { recursive: true })
  symlinkSync(folder.path, join(cwd, 'node_modules/outlay-connector-acme'))
  writeFileSync(join(cwd, 'outlay.config.yaml'), labelled(written, 'outlay.config.yaml'))
  const env = { ACME_KEY: 'k-123456', ACME_URL: url }
  return (args: readonly string[]) => runOutlay(args, { cwd, env })
}

async function packed({ path }: PageFolder): Promise<readonly string[]> {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: path })
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }]
  return files.map((file) => file.path).sort()
}

/** Without what the test runner sets for its own child processes. */
function nodeOnly(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env
  return env
}

/** A vendor that answers everything with one documented text. */
async function documentedVendor(reply: () => string): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(reply())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
