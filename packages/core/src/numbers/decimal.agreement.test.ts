import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDecimals,
  canonicalDecimal,
  compareDecimals,
  decimalDigits,
  formatDecimal,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  shiftDecimal,
  subtractDecimals,
  sumDecimals,
} from './decimal.js'

/** A fraction of two integers: what a decimal means, without any notion of a scale. */
interface Rational {
  readonly over: bigint
  readonly under: bigint
}

/** Reads a decimal character by character, in another way than the code under test. */
function rational(text: string): Rational {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  let over = 0n
  let under = 1n
  let behindPoint = false
  for (const character of mantissa) {
    if (character === '.') behindPoint = true
    else if (character !== '-') {
      over = over * 10n + BigInt(character)
      if (behindPoint) under *= 10n
    }
  }
  for (let power = Number(exponent); power > 0; power -= 1) over *= 10n
  for (let power = Number(exponent); power < 0; power += 1) under *= 10n
  return { over: mantissa.startsWith('-') ? -over : over, under }
}

function isSame(a: Rational, b: Rational): boolean {
  return a.over * b.under === b.over * a.under
}

const integer = fc.oneof(fc.constantFrom('0', '00', '10'), fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String))
const fraction = fc.oneof(fc.constant(''), fc.stringMatching(/^\.[0-9]{1,30}$/), fc.constantFrom('.0', '.50', '.000'))
const exponent = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.integer({ min: -40, max: 40 }).map((power) => `e${power}`),
  fc.constantFrom('E+3', 'e-07'),
)
const decimal = fc.tuple(fc.constantFrom('', '-'), integer, fraction, exponent).map((parts) => parts.join(''))
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

function check(holds: (a: string, b: string, c: string) => void): void {
  fc.assert(fc.property(decimal, decimal, decimal, holds), { numRuns: 3_000 })
}

describe('decimal arithmetic agrees with rationals', () => {
  it('in sums and differences', () => {
    check((a, b, c) => {
      const [x, y, z] = [rational(a), rational(b), rational(c)]
      const sum = { over: x.over * y.under + y.over * x.under, under: x.under * y.under }
      const difference = { over: x.over * y.under - y.over * x.under, under: x.under * y.under }
      expect(isSame(rational(addDecimals(a, b)), sum)).toBe(true)
      expect(isSame(rational(subtractDecimals(a, b)), difference)).toBe(true)
      const total = { over: sum.over * z.under + z.over * sum.under, under: sum.under * z.under }
      expect(isSame(rational(sumDecimals([a, b, c])), total)).toBe(true)
    })
  })

  it('in numbers of the other sign', () => {
    check((a) => {
      const { over, under } = rational(a)
      expect(isSame(rational(negateDecimal(a)), { over: -over, under })).toBe(true)
      expect(negateDecimal(negateDecimal(a))).toBe(formatDecimal(parseDecimal(a)))
    })
  })

  it('in products', () => {
    check((a, b) => {
      const [x, y] = [rational(a), rational(b)]
      expect(isSame(rational(multiplyDecimals(a, b)), { over: x.over * y.over, under: x.under * y.under })).toBe(true)
    })
  })

  it('in comparisons, where equal numbers have one canonical text', () => {
    check((a, b) => {
      const [x, y] = [rational(a), rational(b)]
      const [left, right] = [x.over * y.under, y.over * x.under]
      expect(compareDecimals(a, b)).toBe(left < right ? -1 : left > right ? 1 : 0)
      expect(canonicalDecimal(a) === canonicalDecimal(b)).toBe(left === right)
      expect(compareDecimals(a, shiftDecimal(shiftDecimal(a, 3), -3))).toBe(0)
    })
  })

  it('in shifts', () => {
    fc.assert(
      fc.property(decimal, fc.integer({ min: -50, max: 50 }), (text, places) => {
        const { over, under } = rational(text)
        const shifted =
          places < 0 ? { over, under: under * 10n ** BigInt(-places) } : { over: over * 10n ** BigInt(places), under }
        expect(isSame(rational(shiftDecimal(text, places)), shifted)).toBe(true)
      }),
    )
  })
})

describe('texts of decimals', () => {
  it('are plain and never a negative zero', () => {
    check((a, b) => {
      for (const text of [
        formatDecimal(parseDecimal(a)),
        addDecimals(a, b),
        multiplyDecimals(a, b),
        negateDecimal(a),
        canonicalDecimal(a),
        shiftDecimal(a, -2),
      ]) {
        expect(text).toMatch(PLAIN)
        expect(text).not.toMatch(/^-[0.]*$/)
      }
    })
  })

  it('survive reading and writing when they are plain', () => {
    check((a) => {
      const plain = formatDecimal(parseDecimal(a))
      expect(formatDecimal(parseDecimal(plain))).toBe(plain)
      expect(isSame(rational(plain), rational(a))).toBe(true)
    })
  })

  it('need the digits that decimalDigits counts, and no fewer', () => {
    check((a) => {
      const { over, under } = rational(a)
      const { integer, fraction } = decimalDigits(a)
      const magnitude = over < 0n ? -over : over
      expect(magnitude / under).toBeLessThan(10n ** BigInt(integer))
      if (integer > 0) expect(magnitude / under).toBeGreaterThanOrEqual(10n ** BigInt(integer - 1))
      expect((over * 10n ** BigInt(fraction)) % under).toBe(0n)
      if (fraction > 0) expect((over * 10n ** BigInt(fraction - 1)) % under).not.toBe(0n)
    })
  })
})
