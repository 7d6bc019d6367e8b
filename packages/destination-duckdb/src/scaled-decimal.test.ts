import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaledDecimal } from './scaled-decimal.js'

describe('scaledDecimal()', () => {
  it.each([
    ['0', 0n],
    ['-0.00', 0n],
    ['7.495948', 7_495_948_000_000n],
    ['-0.5', -500_000_000_000n],
    ['0.000000000001', 1n],
    ['1e-12', 1n],
    ['1.10e1', 11_000_000_000_000n],
    ['007', 7_000_000_000_000n],
    ['1.5000000000000000000', 1_500_000_000_000n],
  ])('reads %s', (text, scaled) => {
    expect(scaledDecimal(text)).toBe(scaled)
  })

  it.each(['', ' 1', '+1', '1,5', '.5', 'NaN', 'Infinity', '1e-13', '1e26', '0x10'])('refuses "%s"', (text) => {
    expect(scaledDecimal(text)).toBeUndefined()
  })

  it('reads everything that DECIMAL(38,12) holds', () => {
    const bound = 10n ** 38n - 1n
    fc.assert(
      fc.property(fc.bigInt({ min: -bound, max: bound }), (scaled) => {
        const digits = String(scaled < 0n ? -scaled : scaled).padStart(13, '0')
        const text = `${scaled < 0n ? '-' : ''}${digits.slice(0, -12)}.${digits.slice(-12)}`
        expect(scaledDecimal(text)).toBe(scaled)
      }),
    )
  })
})
