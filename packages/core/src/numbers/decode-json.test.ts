import { describe, expect, it } from 'vitest'
import { decodeJson } from './decode-json.js'
import { ExactNumber } from './exact-number.js'
import { JsonSyntaxError } from './json-syntax-error.js'

describe('numbers', () => {
  it.each([
    ['0', 0],
    ['-7', -7],
    ['999999999999999', 999999999999999],
    ['-999999999999999', -999999999999999],
  ])('decodes the short integer %s to a number', (text, value) => {
    expect(decodeJson(text)).toBe(value)
  })

  it.each([
    '1000000000000000',
    '-1000000000000000',
    '0.1',
    '7.50',
    '1.0',
    '1e2',
    '1E+2',
    '-0',
    '-0.0',
    '0e5',
    '9007199254740993',
  ])('keeps the text of %s', (text) => {
    expect(decodeJson(text)).toEqual(new ExactNumber(text))
    expect(decodeJson(`[${text}]`)).toEqual([new ExactNumber(text)])
  })

  it('leaves strings that look like numbers as strings', () => {
    expect(decodeJson('["1.5","12345678901234567890",":1.5,",",1e5}"]')).toEqual([
      '1.5',
      '12345678901234567890',
      ':1.5,',
      ',1e5}',
    ])
  })
})

describe('documents', () => {
  it('decodes every kind of value, with white space wherever it may stand', () => {
    const text = ' \t\r\n{ "a" : [ 1 , true , false , null , "" , [ ] , { } ] , "b" : { "c" : "d" } } \n'
    expect(decodeJson(text)).toEqual({ a: [1, true, false, null, '', [], {}], b: { c: 'd' } })
  })

  it('decodes escapes, surrogate pairs and lone surrogates', () => {
    const text = String.raw`"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud800 é😀"`
    expect(decodeJson(text)).toBe('"\\/\b\f\n\r\té😀\ud800 é😀')
    expect(decodeJson('"\udc00"')).toBe('\udc00')
  })

  it('skips one leading byte order mark, and only there', () => {
    expect(decodeJson('\ufeff {"a":1}')).toEqual({ a: 1 })
    for (const text of ['\ufeff\ufeff1', '1\ufeff', '[\ufeff1]'])
      expect(() => decodeJson(text)).toThrow(JsonSyntaxError)
  })

  it('takes the last value of a repeated key, in the place of the first', () => {
    expect(JSON.stringify(decodeJson('{"a":1,"b":2,"a":3}'))).toBe('{"a":3,"b":2}')
    expect(JSON.stringify(decodeJson('[{"a":1,"b":2},{"a":1,"a":2,"b":3}]'))).toBe('[{"a":1,"b":2},{"a":2,"b":3}]')
  })

  it.each(['"__proto__"', String.raw`"\u005f_proto__"`])('makes %s an ordinary key', (key) => {
    const value = decodeJson(`{${key}:{"polluted":true}}`) as object
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect('polluted' in {}).toBe(false)
    expect('polluted' in value).toBe(false)
  })

  it('makes own properties of keys that every object inherits', () => {
    const value = decodeJson('[{"toString":1,"constructor":2},{"toString":3,"constructor":4}]')
    expect(value).toEqual([
      { toString: 1, constructor: 2 },
      { toString: 3, constructor: 4 },
    ])
  })

  it('tells keys apart that begin alike, look escaped or are escaped', () => {
    const key = String.raw`"a\\"`
    const text = `[{"a":1,"ab":2},{"ab":1,"a":2},{${key}:1},{"a\\":1}":2},{${key}:3},{"\\n":1},{"\\n":2}]`
    expect(decodeJson(text)).toEqual([
      { a: 1, ab: 2 },
      { ab: 1, a: 2 },
      { 'a\\': 1 },
      { 'a":1}': 2 },
      { 'a\\': 3 },
      { '\n': 1 },
      { '\n': 2 },
    ])
    expect(() => decodeJson('[{"\\n":1},{"\n":2}]')).toThrow(JsonSyntaxError)
    expect(() => decodeJson(`[{${key}:1},{"a\\":1}]`)).toThrow(JsonSyntaxError)
  })

  it('reads 512 nested levels and refuses one more', () => {
    expect(() => decodeJson('['.repeat(512) + ']'.repeat(512))).not.toThrow()
    expect(failure('['.repeat(513) + ']'.repeat(513))).toMatchObject({ reason: 'too deep', offset: 512 })
    expect(failure('{"a":'.repeat(513))).toMatchObject({ reason: 'too deep', offset: 2560 })
    expect(() => decodeJson('['.repeat(1_000_000))).toThrow(JsonSyntaxError)
  })
})

describe('errors', () => {
  it.each(['', ' ', '\r\n\t', '\ufeff', '\ufeff '])('calls %j empty', (text) => {
    expect(failure(text)).toMatchObject({ reason: 'empty', offset: text.length })
  })

  it.each([
    '[',
    '[1',
    '[1,',
    '{',
    '{"a',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '"',
    '"a',
    '"\\',
    '"\\u00',
    '-',
    '1.',
    '1e',
    '1e+',
    'tru',
    'n',
    '[ ',
  ])('calls %j truncated', (text) => {
    expect(failure(text)).toMatchObject({ reason: 'truncated', offset: text.length })
  })

  it.each([
    ['<html>', 0, 'a value'],
    ['[1,]', 3, 'a value'],
    ['[1 2]', 3, "',' or ']'"],
    ['{"a" 1}', 5, "':'"],
    ['{"a":1,}', 7, 'a key in double quotes'],
    ["{'a':1}", 1, 'a key in double quotes'],
    ['{"a":1 "b":2}', 7, "',' or '}'"],
    ['{} {}', 3, 'the end of the text'],
    ['01', 1, 'no digit after a leading zero'],
    ['-x', 1, 'a digit'],
    ['1.x', 2, 'a digit'],
    ['1ex', 2, 'a digit'],
    ['+1', 0, 'a value'],
    ['NaN', 0, 'a value'],
    ['nul1', 3, "'null'"],
    ['"\\x"', 2, 'an escape character'],
    ['"\\u12g4"', 5, 'a hexadecimal digit'],
    ['"a\nb"', 2, "'\"' or an escaped control character"],
    ['[1]\u00a0', 3, 'the end of the text'],
    ['\u00a01', 0, 'a value'],
  ])('calls %j malformed at offset %i', (text, offset, expected) => {
    const error = failure(text)
    expect(error).toMatchObject({ name: 'JsonSyntaxError', reason: 'malformed', offset })
    expect(error.message).toBe(`malformed JSON: expected ${expected} at offset ${offset}`)
    expect(error).toBeInstanceOf(SyntaxError)
    expect(error.cause).toBeUndefined()
  })
})

function failure(text: string): JsonSyntaxError {
  try {
    decodeJson(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error
    throw error
  }
  throw new Error('decoded without an error')
}
