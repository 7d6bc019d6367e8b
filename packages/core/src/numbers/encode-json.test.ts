import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeJson } from './decode-json.js'
import { encodeJson } from './encode-json.js'
import { ExactNumber } from './exact-number.js'

describe('encodeJson', () => {
  it('writes what JSON.stringify writes', () => {
    const values = fc.object({
      withDate: true,
      withSparseArray: true,
      withBoxedValues: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      values: [
        fc.string({ unit: 'binary' }),
        fc.double(),
        fc.boolean(),
        fc.constantFrom(null, undefined, '\ud800', '"\\\n', Symbol('s')),
      ],
    })
    fc.assert(
      fc.property(values, (value) => {
        expect(encodeJson(value)).toBe(JSON.stringify(value))
      }),
      { numRuns: 300 },
    )
  })

  it('writes exact numbers and bigints as numbers', () => {
    const value = { price: new ExactNumber('0.10'), id: 12345678901234567890n, list: [new ExactNumber('-0'), -1n] }
    expect(encodeJson(value)).toBe('{"price":0.10,"id":12345678901234567890,"list":[-0,-1]}')
  })

  it('keeps every number of a document', () => {
    const text = '{"a":7.50,"b":[1e5,-0,0.10,12345678901234567890,3],"c":"7.50"}'
    expect(encodeJson(decodeJson(text))).toBe(text)
  })

  it('writes a key named __proto__', () => {
    expect(encodeJson(decodeJson('{"__proto__":{"a":1.0}}'))).toBe('{"__proto__":{"a":1.0}}')
  })

  it('asks toJSON once, with the key, and writes what it gives', () => {
    const keys: string[] = []
    const entry = (result: unknown) => ({
      toJSON: (key: string) => {
        keys.push(key)
        return result
      },
    })
    const again = { toJSON: () => 'not asked', a: 1 }
    const value = { x: entry(new ExactNumber('1.50')), y: [entry(undefined)], z: entry(undefined), w: entry(again) }
    expect(encodeJson(value)).toBe('{"x":1.50,"y":[null],"w":{"a":1}}')
    expect(keys).toEqual(['x', '0', 'z', 'w'])
  })

  it('writes an exact number of another copy, but no text that is not a number', () => {
    const foreign = (text: string) => ({ text, [Symbol.for('outlay/exact-number')]: true })
    expect(encodeJson([foreign('1.50')])).toBe('[1.50]')
    expect(() => encodeJson([foreign('1,"admin":true')])).toThrow(TypeError)
  })

  it('refuses a value that contains itself, and writes one that only repeats', () => {
    const shared = { a: 1 }
    expect(encodeJson([shared, shared, { shared }])).toBe('[{"a":1},{"a":1},{"shared":{"a":1}}]')
    const loop: unknown[] = []
    loop.push({ loop })
    expect(() => encodeJson(loop)).toThrow(new TypeError('a value that contains itself has no JSON form'))
  })

  it.each([undefined, () => 1, Symbol('s'), { toJSON: () => undefined }])('refuses %s as the whole value', (value) => {
    expect(() => encodeJson(value)).toThrow(TypeError)
  })
})
