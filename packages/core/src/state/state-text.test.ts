import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WindowState } from '../contract/destination.js'
import { ConfigError } from '../contract/errors.js'
import { partitionText } from '../partitions/partition-text.js'
import { syncHost } from '../testing/sync-host.js'
import { decodeState, encodeState, STATE_VERSION } from './state-text.js'

const instants = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const bounds = fc.oneof(
  instants.map((instant) => `${instant.slice(0, 19)}Z`),
  fc.constant('snapshot'),
)
const texts = fc.string({ unit: 'binary' })
const states: fc.Arbitrary<WindowState> = fc.record({
  connection: texts,
  endpoint: texts,
  partition: fc.dictionary(texts, texts, { maxKeys: 3 }).map(partitionText),
  start: bounds,
  end: bounds,
  grid: texts,
  status: fc.constantFrom('complete', 'failed', 'unreachable'),
  final: fc.boolean(),
  readAt: fc.option(instants),
  streams: fc.array(texts, { maxLength: 3 }),
  generation: fc.maxSafeNat(),
  pages: fc.maxSafeNat(),
  rows: fc.maxSafeNat(),
  quarantined: fc.maxSafeNat(),
  error: fc.option(texts),
  difference: fc.option(texts),
})
const idOf = ({ connection, endpoint, partition, start }: WindowState): string =>
  JSON.stringify([connection, endpoint, partition, start])
const sets = fc.uniqueArray(states, { selector: idOf, maxLength: 8 })

const LINE =
  '{"connection":"main","endpoint":"usage/get","partition":"{\\"account\\":\\"A\\"}","start":"2026-11-01T00:00:00Z","end":"2026-11-02T00:00:00Z","grid":"days UTC 00:00","status":"complete","final":true,"readAt":"2026-11-05T06:07:08.009Z","streams":["usage"],"generation":2,"pages":3,"rows":40,"quarantined":0,"error":null,"difference":null}'
const failure = (text: string): ConfigError => {
  try {
    decodeState(text)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new RangeError('no failure')
}

describe('state as text', () => {
  it('gives back what went in', () => {
    fc.assert(
      fc.property(sets, (entries) => {
        const byId = (all: readonly WindowState[]) => new Map(all.map((entry) => [idOf(entry), entry]))
        expect(byId(decodeState(encodeState(entries)))).toEqual(byId(entries))
      }),
      { numRuns: 200 },
    )
  })

  it('is the same for the same state, in whatever order it is known', () => {
    fc.assert(
      fc.property(sets, (entries) => {
        const text = encodeState(entries)
        expect(encodeState([...entries].reverse())).toBe(text)
        expect(encodeState(decodeState(text))).toBe(text)
        expect(text.split('\n')).toHaveLength(entries.length + 2)
      }),
      { numRuns: 100 },
    )
  })

  it('says its version first, and then one window a line in a fixed order of names', () => {
    const [entry] = decodeState(`{"outlayState":2}\n${LINE}\n`)
    const { status, ...rest } = entry!
    expect(encodeState([{ status, ...rest }])).toBe(`{"outlayState":2}\n${LINE}\n`)
    expect(encodeState([])).toBe('{"outlayState":2}\n')
    expect(STATE_VERSION).toBe(2)
  })

  it('holds the state of a real run, snapshots included', async () => {
    const host = syncHost()
    await host.sync({ charges: {}, balance: {} }, { from: '2026-11-18' })
    const byStart = (all: readonly WindowState[]) => [...all].sort((a, b) => (a.start < b.start ? -1 : 1))
    expect(byStart(decodeState(encodeState(host.ledger.states())))).toEqual(byStart(host.ledger.states()))
  })

  it('of an editor that ends lines its own way is read as well', () => {
    expect(decodeState(`{"outlayState":2}\r\n${LINE}\r\n`)).toHaveLength(1)
    expect(decodeState(`{"outlayState":2}\n${LINE}`)).toHaveLength(1)
  })
})

describe('an older version', () => {
  it('1 did not count pages', () => {
    const old = LINE.replace('"pages":3,', '')
    expect(decodeState(`{"outlayState":1}\n${old}\n`)).toEqual([{ ...JSON.parse(LINE), pages: 0 }])
    expect(failure(`{"outlayState":2}\n${old}\n`).message).toMatch(/^line 2 of the state is broken: pages: /)
  })
})

describe('a text that is no state', () => {
  it('of a newer version is refused, naming both', () => {
    expect(failure(`{"outlayState":99}\n{"anything":"at all"}\n`)).toMatchObject({
      code: 'STATE_VERSION',
      message: 'the state has version 99; this Outlay knows version 2 and older',
    })
  })

  it.each([
    ['', 1, 'it is no JSON'],
    ['{"version":2}\n', 1, 'it must say the version'],
    ['{"outlayState":"2"}\n', 1, 'it must say the version'],
    ['{"outlayState":0}\n', 1, 'it must say the version'],
    ['[]\n', 1, 'it must say the version'],
    [`${LINE}\n`, 1, 'it must say the version'],
    [`{"outlayState":2}\n${LINE}\n${LINE.slice(0, -9)}\n`, 3, 'it is no JSON'],
    [`{"outlayState":2}\n\n${LINE}\n`, 2, 'it is no JSON'],
    [`{"outlayState":2}\n${LINE}\n[1]\n`, 3, 'it is no object'],
    [`{"outlayState":1}\nnull\n`, 2, 'it is no object'],
    [`{"outlayState":2}\n${LINE.replace('"complete"', '"done"')}\n`, 2, 'status: '],
    [`{"outlayState":2}\n${LINE.replace('"rows":40', '"rows":-1')}\n`, 2, 'rows: '],
    [`{"outlayState":2}\n${LINE.replace('2026-11-01T', '2026-02-30T')}\n`, 2, 'start: '],
    [`{"outlayState":2}\n${LINE.replace(/"\{.*?\}"/, '"A"')}\n`, 2, 'partition: is no partition key'],
    [`{"outlayState":2}\n${LINE.replace('"rows"', '"lines"')}\n`, 2, 'rows: '],
  ])('%j names line %i', (text, line, said) => {
    const { code, message } = failure(text)
    expect(code).toBe('STATE_BROKEN')
    expect(message.startsWith(`line ${line} of the state is broken: ${said}`)).toBe(true)
  })
})
