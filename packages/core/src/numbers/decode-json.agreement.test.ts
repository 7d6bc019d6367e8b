import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeJson, JsonDecoder } from './decode-json.js'
import { encodeJson } from './encode-json.js'
import { ExactNumber } from './exact-number.js'
import { JsonSyntaxError } from './json-syntax-error.js'

/**
 * The obviously right decoder: number the tokens outside strings, let JSON.parse read their indexes instead of them,
 * and put the tokens back.
 */
function referenceDecode(text: string): unknown {
  JSON.parse(text) // refuses what is no document
  const tokens: string[] = []
  const numbered = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (match) =>
    match.startsWith('"') ? match : String(tokens.push(match) - 1),
  )
  return putBack(JSON.parse(numbered), tokens)
}

function putBack(value: unknown, tokens: readonly string[]): unknown {
  if (typeof value === 'number') {
    const token = tokens[value] ?? ''
    return /^-?\d{1,15}$/.test(token) && token !== '-0' ? Number(token) : new ExactNumber(token)
  }
  if (Array.isArray(value)) return value.map((item) => putBack(item, tokens))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [key, putBack(member, tokens)] as const)
  return Object.fromEntries(members) // defines, so that __proto__ stays a key
}

function outcome(decode: (text: string) => unknown, text: string): { value: unknown } | 'refused' {
  try {
    return { value: decode(text) }
  } catch (error) {
    if (error instanceof SyntaxError) return 'refused'
    throw error
  }
}

describe('decodeJson', () => {
  it('agrees with a slow reference decoder on 50,000 documents, a third of them damaged', () => {
    let refused = 0
    for (let seed = 1; seed <= 50_000; seed += 1) {
      const next = random(seed)
      const document = generateDocument(next)
      const text = seed % 3 === 0 ? mutate(document, next) : document
      const expected = outcome(referenceDecode, text)
      if (expected === 'refused') refused += 1
      if (!isDeepStrictEqual(outcome(decodeJson, text), expected)) expect.fail(`seed ${seed}: ${JSON.stringify(text)}`)
    }
    expect(refused).toBeGreaterThan(5_000)
    expect(refused).toBeLessThan(16_667)
  }, 60_000)

  it('agrees with it when it has learned from 50,000 documents what records look like, a third of them damaged', () => {
    let decoder = new JsonDecoder()
    for (let seed = 1; seed <= 50_000; seed += 1) {
      if (seed % 500 === 0) decoder = new JsonDecoder()
      const next = random(seed)
      const document = generateList(random(Math.floor(seed / 25)), next)
      const text = seed % 3 === 0 ? mutate(document, next) : document
      const expected = outcome(referenceDecode, text)
      const decoded = outcome((json) => decoder.decode(json), text)
      if (!isDeepStrictEqual(decoded, expected)) expect.fail(`seed ${seed}: ${JSON.stringify(text)}`)
      if (JSON.stringify(decoded) !== JSON.stringify(expected)) expect.fail(`seed ${seed}: members in another order`)
    }
  }, 60_000)

  it('gives what JSON.parse gives wherever JSON.parse is exact', () => {
    const exact = fc
      .jsonValue({ noUnicodeString: false, depthSize: 'medium' })
      .map((value) =>
        JSON.parse(JSON.stringify(value), (_key, member) =>
          typeof member === 'number' ? Math.trunc(member % 1e15) + 0 : member,
        ),
      )
    fc.assert(
      fc.property(exact, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(isDeepStrictEqual(decodeJson(text), JSON.parse(text))).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('refuses and accepts the same arbitrary texts as JSON.parse', () => {
    const piece = fc.constantFrom(
      ...'{}[]:,"\\/ \n\t0123456789-+.eEtrufalsn\u0000\u00a0\ufeffé'.split(''),
      '"a"',
      '\\u00e9',
      'true',
      'null',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `[${pieces.join('')}]`
        expect(outcome(decodeJson, text) === 'refused').toBe(outcome(JSON.parse, text) === 'refused')
      }),
      { numRuns: 5_000 },
    )
  })

  it('calls every proper beginning of an array truncated, at its end', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const text = `[${generateDocument(random(seed))}]`
      for (let length = 1; length < text.length; length += 1) {
        expect(outcomeOfError(text.slice(0, length))).toEqual({ reason: 'truncated', offset: length })
      }
    }
  })

  it('names the first offset behind which nothing could repair the text', () => {
    let malformed = 0
    for (let seed = 1; seed <= 5_000; seed += 1) {
      const next = random(seed)
      const text = mutate(generateDocument(next), next)
      const error = outcomeOfError(text)
      if (error?.reason !== 'malformed') continue
      malformed += 1
      expect(outcomeOfError(text.slice(0, error.offset))?.reason).not.toBe('malformed')
      expect(outcomeOfError(text.slice(0, error.offset + 1))).toEqual(error)
    }
    expect(malformed).toBeGreaterThan(1_000)
  })

  it('gives back every token and string when encodeJson has written what it read', () => {
    for (let seed = 1; seed <= 10_000; seed += 1) {
      const decoded = decodeJson(generateDocument(random(seed)))
      if (!isDeepStrictEqual(decodeJson(encodeJson(decoded)), decoded)) expect.fail(`seed ${seed}`)
    }
  })

  it('never quotes the text in an error', () => {
    const words = /^(?:empty|truncated|malformed) JSON: expected [ a-z0-9,:"'\]}]+ at offset \d+$/
    for (let seed = 1; seed <= 5_000; seed += 1) {
      const next = random(seed)
      const text = mutate(generateDocument(next).replaceAll('a', 'SECRET'), next)
      try {
        decodeJson(text)
      } catch (error) {
        expect(String((error as Error).message)).toMatch(words)
      }
    }
  })
})

function outcomeOfError(text: string): { reason: string; offset: number } | undefined {
  try {
    decodeJson(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { reason: error.reason, offset: error.offset }
    throw error
  }
  return undefined
}

type Random = (bound: number) => number

/** A small seeded generator (mulberry32): the same seed gives the same document on every machine. */
function random(seed: number): Random {
  let state = seed
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
}

const TOKENS = (
  '0 -0 1 -1 7.50 0.10 1e5 -1.5E-7 0e0 -0.0 2E+3 1e400 999999999999999 -999999999999999 1000000000000000 ' +
  '9007199254740993 12345678901234567890123 100000000000000000000000.25'
).split(' ')
const STRINGS = [
  '',
  'a',
  '1.5',
  '-0',
  ':1.5,',
  '[1e5]',
  '{}',
  'true',
  'é',
  '广告',
  '😀',
  '\ud800',
  '\udc00x',
  '\u2028',
  'x'.repeat(40),
]
const RAW_STRINGS = [
  ...STRINGS,
  '\\"',
  '\\\\',
  '\\\\\\"1.5',
  '\\u0000',
  '\\n1',
  '\\ud83d\\ude00',
  '\\ud800',
  '\\/',
  '12345678901234567890',
]
const KEYS = ['', ...String.raw`a ab id cost 1 10 __proto__ constructor toString \u005f_proto__ \" a\\ 广告`.split(' ')]
const SPACES = ['', '', '', '', ' ', '\n', '\r\n\t']

function generateDocument(next: Random): string {
  const pick = (from: readonly string[]): string => from[next(from.length)] ?? ''
  const space = (): string => pick(SPACES)
  const value = (depth: number): string => {
    const kind = next(depth > 3 ? 4 : 7)
    if (kind === 0) return pick(TOKENS)
    if (kind === 1) return String(next(1_000_000) - 500_000)
    if (kind === 2) return `"${pick(RAW_STRINGS)}"`
    if (kind === 3) return pick(['true', 'false', 'null'])
    if (kind === 4) return list('[', ']', next(4), () => value(depth + 1))
    if (kind === 5) return list('{', '}', next(5), () => member(pick(KEYS), depth))
    return records(depth)
  }
  const list = (open: string, close: string, length: number, item: () => string): string =>
    `${open}${space()}${Array.from({ length }, () => `${space()}${item()}${space()}`).join(',')}${close}`
  const member = (key: string, depth: number): string => `"${key}"${space()}:${space()}${value(depth + 1)}`
  /** Records of one shape, some of them with a key more, less or elsewhere: what the key hints have to survive. */
  const records = (depth: number): string => {
    const keys = Array.from({ length: 1 + next(4) }, () => pick(KEYS))
    return list('[', ']', 1 + next(4), () => {
      const own = keys.map((key) => (next(8) === 0 ? pick(KEYS) : key)).slice(0, next(6) === 0 ? 1 : undefined)
      return `{${own.map((key) => member(key, depth + 1)).join(',')}}`
    })
  }
  return `${space()}${value(0)}${space()}`
}

/** A list of records of one form, as `form` has it, with the values that `next` picks: what the patterns are made for. */
function generateList(form: Random, next: Random): string {
  const pick = (random: Random, from: readonly string[]): string => from[random(from.length)] ?? ''
  const space = pick(form, SPACES)
  const scalar = (): string =>
    [pick(next, TOKENS), `"${pick(next, RAW_STRINGS)}"`, pick(next, ['true', 'false', 'null'])][next(3)] ?? ''
  const formOf = (depth: number): (() => string) => {
    const members = Array.from({ length: form(6) }, () => ({
      key: pick(form, KEYS),
      value: form(5) === 0 && depth < 3 ? formOf(depth + 1) : form(12) === 0 ? () => `[${scalar()}]` : scalar,
    }))
    return () => `{${space}${members.map(({ key, value }) => `"${key}"${space}:${space}${value()}`).join(`,${space}`)}}`
  }
  const record = formOf(0)
  return `{"data":[${Array.from({ length: 1 + next(8) }, record).join(`${space},`)}]}`
}

function mutate(document: string, next: Random): string {
  const at = next(document.length + 1)
  const character = '{}[]:,"\\ 0-+.eEtu\n\u0001\u00a0'.charAt(next(19))
  switch (next(4)) {
    case 0:
      return document.slice(0, at)
    case 1:
      return document.slice(0, at) + document.slice(at + 1)
    case 2:
      return document.slice(0, at) + character + document.slice(at + 1)
    default:
      return document.slice(0, at) + character + document.slice(at)
  }
}
