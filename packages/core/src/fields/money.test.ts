import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { compareDecimals, formatDecimal, parseDecimal, shiftDecimal } from '../numbers/decimal.js'
import { decodeJson } from '../numbers/decode-json.js'
import { encodeJson } from '../numbers/encode-json.js'
import { addMoney, decimal, isZeroMoney, type Money, money, priceUnits, subtractMoney } from './money.js'

const yuan = money('CNY')
const fen = money('CNY', { minorDigits: 2 })

/** The amount of one JSON number or string, or why there is none. */
function amountOf(schema: Pick<z.ZodType<Money>, 'safeParse'>, json: string): string {
  const parsed = schema.safeParse(decodeJson(json))
  return parsed.success ? parsed.data.amount : `refused: ${parsed.error.issues[0]?.message}`
}

const NINES = (count: number): string => '9'.repeat(count)

describe('an amount', () => {
  it.each([
    ['13', '13'],
    ['7.50', '7.50'],
    ['"7.50"', '7.50'],
    ['-7.495948', '-7.495948'],
    ['0.000000000001', '0.000000000001'],
    ['1e-7', '0.0000001'],
    ['1.5E+3', '1500'],
    ['-0', '0'],
    ['-0.00', '0.00'],
    ['1234567890123456789', '1234567890123456789'],
    ['12345678901234567890', '12345678901234567890'],
    [NINES(26), NINES(26)],
    [`${NINES(26)}.${NINES(12)}`, `${NINES(26)}.${NINES(12)}`],
    [`"000${NINES(26)}"`, NINES(26)],
    ['1.0000000000000000000000', '1.0000000000000000000000'],
  ])('of %s is %s, every digit kept', (json, text) => {
    expect(amountOf(yuan, json)).toBe(text)
  })

  it.each(['0.0000000000001', '0.1234567890123000', NINES(27), `-${NINES(27)}`, '1e26', '1e-13', '"1e999"'])(
    '%s does not fit the ledger: it is refused, never rounded',
    (json) => {
      expect(amountOf(yuan, json)).toMatch(/^refused: has more than 26 digits before or 12 after the point/)
    },
  )

  it.each([
    'null',
    '""',
    '" 7.5"',
    '"7,50"',
    '"+5"',
    '"NaN"',
    '"Infinity"',
    '"0x10"',
    '"1_000"',
    '"٣"',
    'true',
    '[1]',
    '{"amount":1}',
  ])('%s is none', (json) => {
    expect(amountOf(yuan, json)).toMatch(/^refused: expected an amount, received/)
  })

  it.each([7.5, 0.1 + 0.2, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    '%d as a JavaScript number is refused: a float',
    (value) => {
      expect(yuan.safeParse(value).error?.issues[0]?.message).toContain('a float, which may have lost digits')
    },
  )

  it('that is absent is missing, not zero', () => {
    expect(yuan.safeParse(undefined).error?.issues[0]?.message).toBe('expected an amount, received nothing')
  })

  it('has the same value as the number that the vendor sent, whatever its notation', () => {
    const token = fc
      .tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.integer({ min: 0, max: 12 }))
      .map(([digits, scale]) => `${digits}e-${scale}`)
    fc.assert(
      fc.property(token, (text) => {
        expect(compareDecimals(amountOf(yuan, text), text)).toBe(0)
      }),
    )
  })

  it('is written as plain decimals are, by the short way and by the long one', () => {
    const plain = fc
      .tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.stringMatching(/^(?:\.[0-9]{1,12})?$/))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(plain, (text) => {
        expect(amountOf(yuan, text)).toBe(formatDecimal(parseDecimal(text)))
      }),
      { numRuns: 2_000 },
    )
    const integer = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String)
    fc.assert(
      fc.property(integer, fc.integer({ min: 0, max: 12 }), (text, minorDigits) => {
        expect(amountOf(money('CNY', { minorDigits }), text)).toBe(shiftDecimal(text, -minorDigits))
      }),
      { numRuns: 2_000 },
    )
  })

  it('never shows the value in what it says of it', () => {
    expect(amountOf(yuan, '"canary"')).not.toContain('canary')
  })
})

describe('minor units', () => {
  it.each([
    ['1300', '13.00'],
    ['1', '0.01'],
    ['0', '0.00'],
    ['-5', '-0.05'],
    ['"1300"', '13.00'],
    ['1.3e3', '13.00'],
    ['1234567890123456789', '12345678901234567.89'],
    ['12345678901234567890', '123456789012345678.90'],
    [NINES(28), `${NINES(26)}.99`],
  ])('%s fen are %s yuan', (json, text) => {
    expect(amountOf(fen, json)).toBe(text)
  })

  it.each(['13.5', '13.00', '"0.5"', '1e-1'])('%s is no integer of them', (json) => {
    expect(amountOf(fen, json)).toBe('refused: expected an integer of minor units')
  })

  it('beyond the ledger are refused', () => {
    expect(amountOf(fen, NINES(29))).toMatch(/^refused: has more than 26/)
    expect(amountOf(money('X', { minorDigits: 13 }), '1')).toMatch(/^refused: has more than 26/)
  })
})

describe('money', () => {
  const cny = (amount: string) => ({ amount, currency: 'CNY' as const })

  it('adds and subtracts exactly, and keeps the currency', () => {
    expect(addMoney(cny('0.1'), cny('0.2'))).toEqual(cny('0.3'))
    expect(subtractMoney(cny('8.50'), cny('1'))).toEqual(cny('7.50'))
    expect(subtractMoney(cny('1'), cny('1.00'))).toEqual(cny('0.00'))
  })

  it('of two currencies is not combined', () => {
    const dollars = { amount: '1', currency: 'USD' as string }
    expect(() => addMoney(dollars, { ...dollars, currency: 'CNY' })).toThrow('cannot combine USD with CNY')
    expect(() => subtractMoney(dollars, { ...dollars, currency: 'CNY' })).toThrow(RangeError)
  })

  it('of so many units is exact', () => {
    expect(priceUnits(3, '0.0001', 'USD')).toEqual({ amount: '0.0003', currency: 'USD' })
    expect(priceUnits('1000000', '0.12', 'USD').amount).toBe('120000.00')
  })

  it.each(['0', '0.00', '-0.0', '0e5'])('of %s is zero', (amount) => {
    expect(isZeroMoney(cny(amount))).toBe(true)
  })

  it('of the least amount is not zero', () => {
    expect(isZeroMoney(cny('0.000000000001'))).toBe(false)
  })
})

describe('a decimal', () => {
  it('keeps digits as text and is held to the same bounds', () => {
    expect(decimal().parse(decodeJson('0.10'))).toBe('0.10')
    expect(decimal().parse(decodeJson('1e-7'))).toBe('0.0000001')
    expect(decimal().safeParse(decodeJson('1e-13')).success).toBe(false)
    expect(decimal().safeParse(0.1).success).toBe(false)
    expect(encodeJson(decimal().parse(5))).toBe('"5"')
  })
})
