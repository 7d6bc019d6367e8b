import { describe, expect, it } from 'vitest'
import { endOfNumberTail, endOfNumberToken, isNumberToken } from './number-token.js'

describe('a number token', () => {
  it.each(['0', '-0', '7', '-12.50', '0.10', '1e7', '1E+7', '1.5e-300', '12345678901234567890'])('is %s', (text) => {
    expect(isNumberToken(text)).toBe(true)
  })

  it.each(['', '-', '+1', '.5', '5.', '01', '-01', '1e', '1e+', '1.e5', ' 1', '1 ', '1,2', 'NaN', '0x10', '1_0', '١'])(
    'is not %j',
    (text) => {
      expect(isNumberToken(text)).toBe(false)
    },
  )

  it('ends before the first character that cannot belong to it', () => {
    expect(endOfNumberToken('[-1.5e3,2]', 1)).toBe(7)
    expect(endOfNumberToken('01', 0)).toBe(1)
    expect(endOfNumberTail('12.50}', 2)).toBe(5)
    expect(endOfNumberTail('12}', 2)).toBe(2)
  })

  it('names the offset of the first character that does not fit', () => {
    expect(endOfNumberToken('[1.x', 1)).toBe(~3)
    expect(endOfNumberToken('1e+', 0)).toBe(~3)
    expect(endOfNumberToken('-x', 0)).toBe(~1)
  })
})
