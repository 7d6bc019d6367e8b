import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type FixtureFolder, fixtureFolder } from './testing/fixture-folder.js'
import { type FixtureVendor, fixtureVendor, usageOf } from './testing/fixture-vendor.js'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const launcher = fileURLToPath(new URL('../bin/outlay.mjs', import.meta.url))
const isBuilt = existsSync(fileURLToPath(new URL('../dist/bin.js', import.meta.url)))

describe.skipIf(!isBuilt)('the process (skipped: not built)', () => {
  let folder: FixtureFolder
  let vendor: FixtureVendor
  let silentFrom = '9'
  let asked: () => void = () => {}

  beforeAll(async () => {
    folder = fixtureFolder()
    vendor = await fixtureVendor((date) => {
      if (date < silentFrom) return usageOf(date, `,"id":"${date}"`)
      asked()
      return undefined
    })
    folder.write(
      'outlay.config.yaml',
      `version: 1\nconnections:\n  one:\n    connector: fixture\n    config: { apiKey: "\${env:KEY}", baseUrl: "${vendor.origin}" }\n`,
    )
  })
  afterAll(async () => {
    await vendor.close()
    folder.remove()
  })

  /** Runs the command as a process of its own, without this runner's options. */
  function start(args: readonly string[]) {
    const child = spawn(process.execPath, [launcher, ...args], {
      cwd: folder.path,
      env: { PATH: process.env.PATH, KEY: 'canary-key-0e11' },
    })
    const output = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => {
      output.stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      output.stderr += chunk.toString()
    })
    const ended = new Promise<{ code: number | null } & typeof output>((resolve) =>
      child.on('close', (code) => resolve({ code, ...output })),
    )
    return { child, ended }
  }

  test('prints its version', async () => {
    expect(await start(['--version']).ended).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    })
  })

  test.each([
    ['never finishes loading', 'await new Promise(() => {})', 1, /never finished loading/],
    ['ends the process', 'process.exit(0)', 1, /ended the process/],
    [
      'throws in a timer',
      'setTimeout(() => { throw new Error(process.env.KEY) }); await new Promise((r) => setTimeout(r, 1e5))',
      1,
      /outside of any call/,
    ],
    ['throws at import', 'throw new Error(process.env.KEY)', 2, /cannot be loaded: \[redacted\]/],
    [
      'throws in register',
      "export default { specVersion: 1, id: 'x', register() { throw new Error('no') } }",
      2,
      /fails to register: no/,
    ],
    [
      'defines half a connector',
      "export default { specVersion: 1, id: 'x', register(c) { c.register(Symbol.for('outlay/connector'), { useValue: { bind() {} } }) } }",
      2,
      /registers no connector/,
    ],
  ])(
    'names a connector that %s, with an exit code, without a stack, and without its secret',
    async (_how, code, exit, said) => {
      folder.write('broken.mjs', `${code}\nexport {}\n`)
      folder.write(
        'broken.yaml',
        `version: 1\nconnections:\n  one:\n    connector: ./broken.mjs\n    config: { apiKey: "\${env:KEY}" }\n`,
      )
      const { stderr, ...rest } = await start(['--config', 'broken.yaml', 'check']).ended
      expect(rest).toEqual({ code: exit, stdout: '' })
      expect(stderr).toMatch(said)
      expect(stderr).not.toMatch(/canary|\n {4}at /)
    },
  )

  test('ends without a word when the pipe is closed in the middle', async () => {
    const { child, ended } = start(['read', 'one', 'usage', '--from', '2015-01-01', '--to', '2016-01-01'])
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await ended).toMatchObject({ code: 0, stderr: '' })
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('ends with 130 after %s', async (signal) => {
    silentFrom = '2025-01-01'
    const { child, ended } = start(['read', 'one', 'usage', '--from', '2025-01-01', '--to', '2025-01-02'])
    asked = () => child.kill(signal)
    const { code, stdout, stderr } = await ended
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toBe(
      '\noutlay: stopping; once more to stop at once\noutlay: interrupted; what was committed is kept\n',
    )
  })
})
