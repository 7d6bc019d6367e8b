import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectionValues } from './connection-values.js'
import { destinationValues } from './destination-values.js'
import { loadConfig } from './load-config.js'
import type { ConnectionValues } from './outlay-config.js'

const CANARY = 'canary-3b9e'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'outlay-config-'))
  mkdirSync(join(folder, 'keys'))
  writeFileSync(join(folder, 'keys/one'), 'from-a-file\n\n')
  writeFileSync(join(folder, 'keys/dos'), 'from-windows\r\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The values of every connection of a config file. */
function valuesOf(text: string, env: Record<string, string> = {}): Record<string, ConnectionValues> {
  writeFileSync(join(folder, 'outlay.config.yaml'), text)
  const config = loadConfig('outlay.config.yaml', folder, env)
  destinationValues({ ...config, destination: config.destination }, config.valueAt)
  const values = [...config.connections].map(([name, section]): [string, ConnectionValues] => [
    name,
    connectionValues(config.file, section, config.valueAt),
  ])
  return Object.fromEntries(values)
}

const withConfig = (lines: string): string => `version: 1
destination: { type: duckdb, path: ./outlay.duckdb }
connections:
  one:
    connector: fixture
    config:
${lines.replace(/^/gm, '      ')}
`
const configOf = (lines: string, env?: Record<string, string>): unknown => valuesOf(withConfig(lines), env).one?.config

describe('values', () => {
  test.each<[string, unknown]>([
    ['v: 9007199254740993123', '9007199254740993123'],
    ['v: 123456789012345', 123456789012345],
    ['v: 100', 100],
    ['v: -5', -5],
    ['v: 007', '007'],
    ['v: 0x1F', '0x1F'],
    ['v: 1_000', '1_000'],
    ['v: 3.50', '3.50'],
    ['v: 1e3', '1e3'],
    ['v: .inf', '.inf'],
    ['v: 2026-10-01', '2026-10-01'],
    ['v: 2026-10-01T08:00:00+08:00', '2026-10-01T08:00:00+08:00'],
    ['v: 12:30', '12:30'],
    ['v: true', true],
    ['v: yes', 'yes'],
    ['v: ~', null],
    ['v: "100"', '100'],
    ['v: [Recaptcha Proxyless, 2]', ['Recaptcha Proxyless', 2]],
    ['v: { a: { b: 1 } }', { a: { b: 1 } }],
    ['v: |\n  two\n  lines', 'two\nlines\n'],
    ['base: &b { x: 1 }\nv: *b', { x: 1 }],
  ])('reads %j', (line, value) => {
    expect(configOf(line)).toMatchObject({ v: value })
  })

  test('replaces variables and files, also inside of text, and strips one line break', () => {
    const lines = [
      `a: "\${env:KEY}"`,
      `b: https://\${env:HOST}:\${env:PORT}/`,
      `c: \${file:keys/one}`,
      `d: \${file:./keys/dos}`,
      `e: ["\${env:NUMBER}"]`,
    ].join('\n')
    const env = { KEY: CANARY, HOST: 'localhost', PORT: '80', NUMBER: '42', HOLDS: `\${env:KEY}` }
    expect(configOf(lines, env)).toEqual({
      a: CANARY,
      b: 'https://localhost:80/',
      c: 'from-a-file\n',
      d: 'from-windows',
      e: ['42'],
    })
  })

  test('does not look for references in what a reference gave', () => {
    expect(configOf(`v: "\${env:HOLDS}"`, { HOLDS: `\${env:KEY}` })).toEqual({ v: `\${env:KEY}` })
  })

  test('keeps a key named __proto__ a key', () => {
    expect(Object.keys(Object(configOf('__proto__: { x: 1 }')))).toEqual(['__proto__'])
  })

  test('reads the options of streams; an empty section changes nothing', () => {
    const text = `${withConfig('a: 1')}    streams: { usage: { from: 2026-10-01, enabled: false, onDrift: fail }, other: }\n`
    expect(valuesOf(text).one?.streams).toEqual({
      usage: { from: '2026-10-01', enabled: false, onDrift: 'fail', to: undefined },
      other: {},
    })
  })

  test('reads how many requests a connection may send; none is any number', () => {
    expect(valuesOf(`${withConfig('a: 1')}    maxRequests: 500\n`).one?.maxRequests).toBe(500)
    expect(valuesOf(withConfig('a: 1')).one?.maxRequests).toBeUndefined()
  })

  test.each(['evolve', 'warn', 'quarantine', 'fail'])('reads onDrift: %s', (onDrift) => {
    const text = `${withConfig('a: 1')}    streams: { usage: { onDrift: ${onDrift} } }\n`
    expect(valuesOf(text).one?.streams.usage?.onDrift).toBe(onDrift)
  })

  test('reads what differing figures come to, for the whole connection', () => {
    expect(valuesOf(`${withConfig('a: 1')}    onDifference: fail\n`).one?.onDifference).toBe('fail')
    expect(valuesOf(withConfig('a: 1')).one?.onDifference).toBeUndefined()
  })

  test('reads limits: off, options as they stand, and none', () => {
    const text = `${withConfig('a: 1')}    limits: { window: { max: 30, per: 1m }, concurrent: off, rate: }\n`
    expect(valuesOf(text).one?.limits).toEqual({ window: { max: 30, per: '1m' }, concurrent: 'off', rate: {} })
    expect(valuesOf(withConfig('a: 1')).one?.limits).toEqual({})
  })

  test('takes the path of the ledger from the folder of the file', () => {
    writeFileSync(join(folder, 'outlay.config.yaml'), withConfig('a: 1'))
    const config = loadConfig(join(folder, 'outlay.config.yaml'), '/', {})
    expect(destinationValues(config, config.valueAt)).toEqual({ type: 'duckdb', path: join(folder, 'outlay.duckdb') })
  })
})

const HEAD = 'version: 1\ndestination: { type: duckdb, path: x.duckdb }\n'
const ONE = `${HEAD}connections:\n  one:\n`

describe('faults', () => {
  test.each<[string, string]>([
    ['', ':1: the config file is empty'],
    ['# nothing\n', ':1: the config file is empty'],
    ['[1]', ':1: expected keys with values'],
    ['connections: {}', ':1: "version" is missing'],
    ['version: 2\nconnection: {}', ':1: version: this outlay reads version 1'],
    ['version: "1"\nconnections: {}', ':1: version: this outlay reads version 1'],
    ['version: 1', ':1: "connections" is missing'],
    [`${HEAD}connections:\n`, ':3: connections: there is no connection'],
    ['version: 1\ndestinaton: {}\n', ':2: destinaton: unknown key (did you mean "destination"?)'],
    ['version: 1\ndestination:\n  typ: duckdb\n', ':3: destination.typ: unknown key (did you mean "type"?)'],
    ['version: 1\nconnections: { a: { connector: x } }', ' names no destination'],
    [
      'version: 1\ndestination: { type: postgres }\nconnections: { a: { connector: x } }',
      ':2: destination.type: the type',
    ],
    [
      'version: 1\ndestination: { type: duckdb }\nconnections: { a: { connector: x } }',
      ':2: destination: the destination needs',
    ],
    [
      'version: 1\ndestination: { type: duckdb, path: 5 }\nconnections: { a: { connector: x } }',
      ':2: destination.path: the destination needs',
    ],
    [`${ONE}    conector: x\n`, ':5: connections.one.conector: unknown key (did you mean "connector"?)'],
    [`${ONE}    config: {}\n`, ':5: connections.one: "connector" is missing'],
    [`${ONE}    connector: [x]\n`, ':5: connections.one.connector: expected the name of a connector'],
    [`${ONE}    connector: x\n    config: 7\n`, ':6: connections.one.config: expected keys with values'],
    [
      `${ONE}    connector: x\n    streams: { a: { form: 2026-01-01 } }\n`,
      ':6: connections.one.streams.a.form: unknown key (did you mean "from"?)',
    ],
    [
      `${ONE}    connector: x\n    streams: { a: { from: 2026-02-30 } }\n`,
      ':6: connections.one.streams.a.from: this is no date',
    ],
    [
      `${ONE}    connector: x\n    streams: { a: { to: 2026-11-01T24:00:00Z } }\n`,
      ':6: connections.one.streams.a.to: this is no date',
    ],
    [
      `${ONE}    connector: x\n    streams: { a: { to: yesterday } }\n`,
      ':6: connections.one.streams.a.to: this is no date',
    ],
    [
      `${ONE}    connector: x\n    streams: { a: { enabled: maybe } }\n`,
      ':6: connections.one.streams.a.enabled: expected true or false',
    ],
    [
      `${ONE}    connector: x\n    streams: { a: { onDrift: ignore } }\n`,
      ':6: connections.one.streams.a.onDrift: expected evolve, warn, quarantine or fail',
    ],
    [
      `${ONE}    connector: x\n    maxRequests: 0\n`,
      ':6: connections.one.maxRequests: expected a whole number, 1 or more',
    ],
    [`${ONE}    connector: x\n    maxRequests: 1.5\n`, ':6: connections.one.maxRequests: expected a whole number'],
    [`${ONE}    connector: x\n    maxRequests: "9"\n`, ':6: connections.one.maxRequests: expected a whole number'],
    [
      `${ONE}    connector: x\n    maxRequest: 9\n`,
      ':6: connections.one.maxRequest: unknown key (did you mean "maxRequests"?)',
    ],
    [`${ONE}    connector: x\n    onDifference: ignore\n`, ':6: connections.one.onDifference: expected report or fail'],
    [`${ONE}    connector: x\n    limits: [window]\n`, ':6: connections.one.limits: expected keys with values'],
    [
      `${ONE}    connector: x\n    limits: { window: 30 }\n`,
      ':6: connections.one.limits.window: expected off, or options such as { max: 30, per: 1m }',
    ],
    [
      `${ONE}    connector: x\n    limits: { window: [30] }\n`,
      ':6: connections.one.limits.window: expected off, or options',
    ],
    [`${ONE}    connector: x\n    limit: {}\n`, ':6: connections.one.limit: unknown key (did you mean "limits"?)'],
    [`${HEAD}connections:\n  a/b: { connector: x }\n`, ':4: connections.a/b: the name of a connection'],
    [`${HEAD}connections:\n  ../a: { connector: x }\n`, ':4: connections.../a: the name of a connection'],
    [withConfig(`k: "\${env:MISSING}"`), ':7: connections.one.config.k: the environment variable MISSING is not set'],
    [
      withConfig(`k: [a, "\${env:MISSING}"]`),
      ':7: connections.one.config.k.1: the environment variable MISSING is not set',
    ],
    [withConfig(`k: "\${file:keys/two}"`), ':7: connections.one.config.k: the file keys/two cannot be read (ENOENT)'],
    [withConfig(`k: "\${file:keys}"`), ':7: connections.one.config.k: the file keys cannot be read (EISDIR)'],
    [withConfig(`k: "\${KEY}"`), `:7: connections.one.config.k: only \${env:NAME} and \${file:path} are replaced`],
    [withConfig(`k: "\${env:KEY"`), `:7: connections.one.config.k: only \${env:NAME} and \${file:path} are replaced`],
    [withConfig(`k: ${CANARY}\nk: ${CANARY}`), ':8: this is no valid YAML: duplicate key (column 7)'],
    [withConfig(`k: "${CANARY}`), 'this is no valid YAML: missing char'],
    [withConfig(`k: { s: \${env:${CANARY}} }`), ':7: this is no valid YAML'],
    [withConfig('k: *nowhere'), ':7: connections.one.config.k: this alias names nothing'],
    [withConfig('k: &loop [*loop, *loop, *loop]'), ':7: connections.one.config.k.'],
    [withConfig('k: &loop [*loop]'), ':7: connections.one.config.k.'],
  ])('names file, line and key of %j', (text, said) => {
    let message = ''
    let hint: unknown = ''
    try {
      valuesOf(text)
    } catch (error) {
      if (error instanceof Error) message = error.message
      hint = Object(error).hint
    }
    expect(message.startsWith('outlay.config.yaml')).toBe(true)
    expect(message).toContain(said)
    expect(`${message} ${String(hint)}`).not.toContain(CANARY)
  })

  test('says how to name a config file where there is none', () => {
    expect(() => loadConfig('nowhere.yaml', folder, {})).toThrow('there is no config file nowhere.yaml')
  })
})
