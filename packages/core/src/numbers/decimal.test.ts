import { describe, expect, it } from 'vitest'
import {
  addDecimals,
  canonicalDecimal,
  compareDecimals,
  decimalDigits,
  formatDecimal,
  isDecimal,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  shiftDecimal,
  subtractDecimals,
  sumDecimals,
} from './decimal.js'

const NINES = '9'.repeat(1_000)

describe('parseDecimal', () => {
  it.each([
    ['-12.50', -1250n, 2],
    ['1e-7', 1n, 7],
    ['35.2E+3', 35200n, 0],
    ['1.50e1', 150n, 1],
    ['0', 0n, 0],
    ['-0.00', 0n, 2],
    ['007.5', 75n, 1],
    ['12345678901234567890.123456789012', 12345678901234567890123456789012n, 12],
  ])('reads %s', (text, digits, scale) => {
    expect(parseDecimal(text)).toEqual({ digits, scale })
    expect(isDecimal(text)).toBe(true)
  })

  it.each([
    '',
    '-',
    '+1',
    '.5',
    '5.',
    '1e',
    '1e+',
    ' 1',
    '1 ',
    '1\n',
    '1,5',
    '1_000',
    'NaN',
    'Infinity',
    '0x10',
    '١',
    '--1',
  ])('refuses %j as no number', (text) => {
    expect(() => parseDecimal(text)).toThrow(new SyntaxError('not a decimal number'))
    expect(isDecimal(text)).toBe(false)
  })

  it('holds 1,000 digits and exponents within 1,000, and refuses more without repeating them', () => {
    for (const text of [NINES, `-0.${NINES.slice(1)}`, '1e1000', '1e-1000', `1e${'0'.repeat(50)}9`]) {
      expect(isDecimal(text)).toBe(true)
      expect(() => parseDecimal(text)).not.toThrow()
    }
    for (const text of [`${NINES}9`, `9.${NINES}`, '1e1001', '1e-1001', `1e${NINES}`]) {
      expect(isDecimal(text)).toBe(false)
      expect(() => parseDecimal(text)).toThrow(
        new RangeError('a decimal has at most 1000 digits and an exponent within ±1000'),
      )
    }
  })
})

describe('formatDecimal', () => {
  it.each([
    [750n, 2, '7.50'],
    [-5n, 1, '-0.5'],
    [-5n, 3, '-0.005'],
    [0n, 2, '0.00'],
    [12n, 0, '12'],
  ])('writes %s at scale %s as %s', (digits, scale, text) => {
    expect(formatDecimal({ digits, scale })).toBe(text)
  })

  it.each([-1, 1.5, Number.NaN])('refuses the scale %s', (scale) => {
    expect(() => formatDecimal({ digits: 1n, scale })).toThrow(RangeError)
  })
})

describe('arithmetic', () => {
  it('is exact where doubles are not', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3')
    expect(addDecimals('9007199254740993', '0.000000000001')).toBe('9007199254740993.000000000001')
    expect(subtractDecimals('1', '0.9')).toBe('0.1')
    expect(multiplyDecimals('1.1', '1.1')).toBe('1.21')
    expect(sumDecimals(Array.from({ length: 10 }, () => '0.1'))).toBe('1.0')
  })

  it('keeps the greater scale in sums and adds scales in products', () => {
    expect(addDecimals('7.50', '1')).toBe('8.50')
    expect(subtractDecimals('7.5', '7.50')).toBe('0.00')
    expect(multiplyDecimals('1.5', '0.20')).toBe('0.300')
    expect(multiplyDecimals('-0.1', '0')).toBe('0.0')
  })

  it('sums what an iterator yields, and nothing to 0', () => {
    function* amounts() {
      yield '7.50'
      yield '-10'
      yield '1e-3'
    }
    expect(sumDecimals(amounts())).toBe('-2.499')
    expect(sumDecimals([])).toBe('0')
  })

  it('compares by value', () => {
    expect(compareDecimals('7.50', '7.5')).toBe(0)
    expect(compareDecimals('-0', '0.00')).toBe(0)
    expect(compareDecimals('10', '9.99')).toBe(1)
    expect(compareDecimals('-10', '-9.99')).toBe(-1)
    expect(['10', '9', '-1', '1e1', '0.5'].sort(compareDecimals)).toEqual(['-1', '0.5', '9', '10', '1e1'])
  })

  it('refuses whatever parseDecimal refuses, on either side', () => {
    for (const operation of [addDecimals, subtractDecimals, multiplyDecimals, compareDecimals]) {
      expect(() => operation('x', '1')).toThrow(SyntaxError)
      expect(() => operation('1', '1e2000')).toThrow(RangeError)
    }
    expect(() => sumDecimals(['1', ''])).toThrow(SyntaxError)
  })
})

describe('negateDecimal', () => {
  it.each([
    ['-7.50', '7.50'],
    ['7.50', '-7.50'],
    ['-0.00', '0.00'],
    ['0', '0'],
    ['-1e-7', '0.0000001'],
    ['35.2E+3', '-35200'],
    ['-12345678901234567890.123456789012', '12345678901234567890.123456789012'],
  ])('turns the sign of %s around: %s', (text, negated) => {
    expect(negateDecimal(text)).toBe(negated)
  })

  it('refuses whatever parseDecimal refuses', () => {
    expect(() => negateDecimal('--1')).toThrow(SyntaxError)
    expect(() => negateDecimal('-1e2000')).toThrow(RangeError)
  })
})

describe('shiftDecimal', () => {
  it.each([
    ['1300', -2, '13.00'],
    ['5', -2, '0.05'],
    ['-5', -2, '-0.05'],
    ['0', -2, '0.00'],
    ['7.50', 1, '75.0'],
    ['7.50', 3, '7500'],
    ['7.50', 0, '7.50'],
  ])('moves the point of %s by %i places: %s', (text, places, shifted) => {
    expect(shiftDecimal(text, places)).toBe(shifted)
  })

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 1_001, -1_001])('refuses to move it by %s', (places) => {
    expect(() => shiftDecimal('1', places)).toThrow(RangeError)
  })
})

describe('canonicalDecimal', () => {
  it.each([
    ['7.50', '7.5'],
    ['7.00', '7'],
    ['700', '700'],
    ['1.5e3', '1500'],
    ['1e-7', '0.0000001'],
    ['-0.0', '0'],
    ['000', '0'],
    ['-007.10', '-7.1'],
  ])('gives %s the text %s', (text, canonical) => {
    expect(canonicalDecimal(text)).toBe(canonical)
  })
})

describe('decimalDigits', () => {
  it.each([
    ['0', 0, 0],
    ['0.5', 0, 1],
    ['0.00012', 0, 5],
    ['1300', 4, 0],
    ['-0012.3400', 2, 2],
    ['1e-13', 0, 13],
    ['1e26', 27, 0],
    ['99999999999999999999999999.999999999999', 26, 12],
  ])('counts %s', (text, integer, fraction) => {
    expect(decimalDigits(text)).toEqual({ integer, fraction })
  })
})
