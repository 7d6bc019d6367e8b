import { describe, expect, it } from 'vitest'
import { ExactNumber, isExactNumber } from './exact-number.js'

describe('an exact number', () => {
  const price = new ExactNumber('0.10')

  it('keeps its text character for character', () => {
    expect(price.text).toBe('0.10')
    expect(price.toString()).toBe('0.10')
    expect(`${price}`).toBe('0.10')
    expect(String(price)).toBe('0.10')
  })

  it('becomes a string in a plain JSON.stringify', () => {
    expect(JSON.stringify({ price })).toBe('{"price":"0.10"}')
  })

  it.each<[string, (n: never) => unknown]>([
    ['unary plus', (n) => +n],
    ['addition', (n) => n + n],
    ['concatenation', (n) => ['', n].reduce((a, b) => a + b)],
    ['multiplication', (n) => n * 2],
    ['comparison', (n) => n < 1],
    ['Number()', (n) => Number(n)],
    ['Math', (n) => Math.max(n, 1)],
  ])('throws on %s instead of rounding', (_title, operation) => {
    expect(() => operation(price as never)).toThrow(TypeError)
  })

  it.each(['', 'abc', '01', '+1', '1 ', '1,"admin":true', 'NaN'])(
    'refuses %j as its text and does not repeat it',
    (text) => {
      expect(() => new ExactNumber(text)).toThrow(new SyntaxError('an exact number must be one JSON number token'))
    },
  )

  it('differs from one with another text', () => {
    expect(price).toEqual(new ExactNumber('0.10'))
    expect(price).not.toEqual(new ExactNumber('0.1'))
  })
})

describe('isExactNumber', () => {
  it('knows an exact number of another copy of the package', () => {
    const foreign = { text: '1.5', [Symbol.for('outlay/exact-number')]: true }
    expect(isExactNumber(new ExactNumber('1.5'))).toBe(true)
    expect(isExactNumber(foreign)).toBe(true)
  })

  it('is not deceived by what a vendor can send', () => {
    const lookalikes = [{ text: '1.5' }, { 'outlay/exact-number': true, text: '1.5' }, '1.5', 1.5, null, undefined, []]
    for (const value of lookalikes) expect(isExactNumber(value)).toBe(false)
    expect(isExactNumber({ [Symbol.for('outlay/exact-number')]: true })).toBe(false)
  })
})
