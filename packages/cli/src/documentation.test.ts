import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connectionValues } from './config/connection-values.js'
import { destinationValues } from './config/destination-values.js'
import { loadConfig } from './config/load-config.js'
import { createProgram } from './create-program.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text)

/** A config file, read, and the values of its first connection. */
function read(text: string, env: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-readme-'))
  try {
    writeFileSync(join(folder, 'outlay.config.yaml'), text)
    const config = loadConfig('outlay.config.yaml', folder, env)
    const [section] = config.connections.values()
    return { folder, config, values: section && connectionValues(config.file, section, config.valueAt) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('the README', () => {
  const [whole = '', limited = ''] = blocks('yaml')

  test('shows a config file that can be read', () => {
    const { folder, config, values } = read(whole, { ANTICAPTCHA_CLIENT_KEY: 'from the environment' })
    expect(destinationValues(config, config.valueAt).path).toBe(join(folder, 'outlay.duckdb'))
    expect(values).toMatchObject({
      connector: 'anticaptcha',
      config: { clientKey: 'from the environment', queues: ['Recaptcha Proxyless'] },
      streams: { spending_stats: { from: '2026-10-01' } },
    })
  })

  test('shows limits that can be read', () => {
    expect(read(`version: 1\n${limited}`, { ADS_TOKEN: 'token' }).values?.limits).toEqual({
      window: { max: 30, per: '1m' },
      concurrent: { max: 2 },
      rate: { max: 5, per: '1s', across: 'credential' },
    })
  })

  const commands = blocks('sh').flatMap((text) => text.split('\n').filter((line) => line.startsWith('outlay ')))
  test.each(commands)('shows a command line that is understood: %s', async (line) => {
    let runs = 0
    const io = { stdout: process.stdout, stderr: process.stderr, cwd: tmpdir() }
    const program = createProgram(io, async () => {
      runs += 1
    })
    const args = line
      .split(' ')
      .slice(1)
      .map((word) => word.replaceAll("'", ''))
    await program.parseAsync(args, { from: 'user' })
    expect(runs).toBe(1)
  })

  test('names every command', async () => {
    const names = createProgram(
      { stdout: process.stdout, stderr: process.stderr, cwd: tmpdir() },
      async () => {},
    ).commands
    for (const command of names) expect(readme).toContain(`| \`${command.name()} `)
  })
})
