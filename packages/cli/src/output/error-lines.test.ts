import { OutlayError, VendorError } from '@outlay/core'
import { describe, expect, test } from 'vitest'
import { errorLines } from './error-lines.js'

describe('errorLines', () => {
  test('tells what happened, what to do, and what the vendor wants to know', () => {
    const error = new VendorError({
      code: 'VENDOR_RATE_LIMITED',
      category: 'rate_limited',
      message: 'Acme answered 11017: slow down',
      hint: 'Run again later.',
      vendor: { code: '11017', message: 'slow down', requestId: 'r-1' },
      attempts: ['1: 11017, then waited 480 ms', '2: 11017'],
      resumeAt: '2026-11-22T08:00:00.000Z',
    })
    expect(errorLines(error, { about: 'ads', stack: true })).toEqual([
      'outlay: ads: Acme answered 11017: slow down',
      '  what to do: Run again later.',
      '  may go on: 2026-11-22T08:00:00.000Z',
      '  vendor: code 11017, request id r-1',
      '  attempts: 1: 11017, then waited 480 ms; 2: 11017',
    ])
  })

  test('is silent about a single attempt and what is not known', () => {
    const vendor = { code: '500', message: '' }
    const error = new VendorError({
      code: 'X',
      category: 'transient',
      message: 'it broke',
      vendor,
      attempts: ['1: 500'],
    })
    expect(errorLines(error)).toEqual(['outlay: it broke', '  vendor: code 500'])
  })

  test('shows a stack for bugs only, and only where asked for', () => {
    const bug = OutlayError.from(new TypeError('x is not a function'))
    expect(errorLines(bug)).toEqual(['outlay: x is not a function', '  what to do: Please report this.'])
    expect(errorLines(bug, { stack: true }).join('\n')).toMatch(/caused by TypeError: x is not a function\n {4}at /)
  })

  test('takes an error of ours as it is', () => {
    const error = new OutlayError({ code: 'X', category: 'data', message: 'x' })
    expect(OutlayError.from(error)).toBe(error)
    expect(OutlayError.from('thrown text')).toMatchObject({ code: 'BUG', category: 'bug' })
  })
})
