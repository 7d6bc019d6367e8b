import { describe, expect, it } from 'vitest'
import { decodeJson, JsonDecoder } from './decode-json.js'
import { ExactNumber } from './exact-number.js'
import { RecordPattern } from './record-pattern.js'

const found = (example: string, text: string): unknown => RecordPattern.of(example)?.find(text, 0)

describe('RecordPattern', () => {
  it('finds records of its form, whatever their scalars are', () => {
    const example = '{"id":1,"cost":0.10,"name":"a"}'
    expect(found(example, '{"id":12345678901234567890,"cost":-7.50e-3,"name":null}')).toEqual({
      id: new ExactNumber('12345678901234567890'),
      cost: new ExactNumber('-7.50e-3'),
      name: null,
    })
    expect(found(example, String.raw`{"id":"\u00e9 \"x\"","cost":true,"name":-0}`)).toEqual({
      id: 'é "x"',
      cost: true,
      name: new ExactNumber('-0'),
    })
  })

  it('tells strings that repeat from strings that do not', () => {
    const pattern = RecordPattern.of('{"a":"","b":1,"c":""}')
    const texts = [
      '{"a":"x","b":"x","c":"y"}',
      '{"a":"x","b":1.0,"c":"x"}',
      String.raw`{"a":"\u0078","b":"x","c":"x\\"}`,
    ]
    for (const text of [...texts, ...texts.toReversed()]) expect(pattern?.find(text, 0)).toEqual(decodeJson(text))
  })

  it('says where a record in the middle of a text ends', () => {
    const text = '[{"a":1} ,{"a":2}]'
    const pattern = RecordPattern.of('{"a":0}')
    expect([pattern?.find(text, 10), pattern?.end]).toEqual([{ a: 2 }, 17])
  })

  it('finds nested records with the white space of the example', () => {
    const example = '{ "a" : { "b" : 1, "c" : {} } ,\n "d": 2 }'
    expect(found(example, example.replace('1', '"x"'))).toEqual({ a: { b: 'x', c: {} }, d: 2 })
    expect(found(example, '{"a":{"b":1,"c":{}},"d":2}')).toBeUndefined()
  })

  it.each([
    '{"id":01,"name":"a"}',
    '{"id":+1,"name":"a"}',
    '{"id":1.,"name":"a"}',
    '{"id":.5,"name":"a"}',
    '{"id":1e,"name":"a"}',
    '{"id":-,"name":"a"}',
    '{"id":NaN,"name":"a"}',
    '{"id":tru,"name":"a"}',
    '{"id":,"name":"a"}',
    '{"id":1 2,"name":"a"}',
    '{"id":1,"name":"a\nb"}',
    '{"id":1,"name":"\\x"}',
    '{"id":1,"name":"\\u12g4"}',
    '{"id":1,"name":"a}',
    '{"id":1,"name":"a",}',
    '{"id":1,"name":"a"',
    '{"name":"a","id":1}',
    '{"id":1,"name":[]}',
    '{"id":1,"name":{}}',
    '{"ID":1,"name":"a"}',
  ])('does not find %s', (text) => {
    expect(found('{"id":1,"name":"a"}', text)).toBeUndefined()
  })

  it.each([
    ['a record with an array', '{"a":[]}'],
    ['a record without scalars', '{"a":{}}'],
    ['a record with __proto__', '{"__proto__":1}'],
    ['a record with toString', '{"toString":1}'],
    ['a record with a key that is a number', '{"b":1,"10":2}'],
    ['a record with a key twice', '{"a":1,"b":2,"a":3}'],
    ['a record with a record like these', '{"a":{"b":{"b":1,"1":2}}}'],
    ['a long record', `{"a":"${'x'.repeat(9_000)}"}`],
    ['a record with many members', bigRecord(101)],
  ])('is not made of %s', (_what, example) => {
    expect(RecordPattern.of(example)).toBeUndefined()
  })

  it('takes keys for what they are, not for expressions', () => {
    const keys = ['a.b', '(c', '[d]', '^$*+?{1}|', 'e/f', '\\\\d', '广告']
    const example = `{${keys.map((key) => `"${key}":1`).join(',')}}`
    expect(found(example, example)).toEqual(JSON.parse(example))
    expect(found('{"a.b":1}', '{"aXb":1}')).toBeUndefined()
  })

  it('leaves a string with a thousand escapes to the reader, and gives up in time on one that never ends', () => {
    const long = `{"a":"${'x\\n'.repeat(1_000)}"}`
    expect(found('{"a":1}', long)).toBeUndefined()
    expect(found('{"a":1}', `{"a":"${'x'.repeat(10_000_000)}`)).toBeUndefined()
    expect(decodedAfterMany(long)).toEqual([JSON.parse(long)])
  })
})

describe('JsonDecoder', () => {
  it('refuses too deep a record also where it knows its form', () => {
    const deep = '{"a":{"b":{"c":1}}}'
    const within = (depth: number): string => `${'['.repeat(depth)}${deep}${']'.repeat(depth)}`
    expect(() => decodedAfterMany(within(509), deep)).not.toThrow()
    expect(() => decodedAfterMany(within(510), deep)).toThrow('at most 512 nested levels')
  })
})

/** Decodes `[text]`, or `text` itself where an example is given, after many records of its form. */
function decodedAfterMany(text: string, example?: string): unknown {
  const decoder = new JsonDecoder()
  decoder.decode(`[${Array.from({ length: 200 }, () => example ?? '{"a":1}').join(',')}]`)
  return decoder.decode(example === undefined ? `[${text}]` : text)
}

function bigRecord(keys: number): string {
  return `{${Array.from({ length: keys }, (_, index) => `"k${index}":1`).join(',')}}`
}
