import { type ErrorCategory, OutlayError } from '@outlay/core'
import { expect, test } from 'vitest'
import { type ExitCode, exitCodeOf, worstExitCode } from './exit-code.js'

test.each<[ErrorCategory, ExitCode]>([
  ['bug', 1],
  ['config', 2],
  ['auth', 3],
  ['permission', 3],
  ['rate_limited', 4],
  ['quota_exhausted', 4],
  ['transient', 5],
  ['not_found', 5],
  ['invalid_request', 5],
  ['vendor_bug', 5],
  ['data', 6],
])('ends with the code of the category %s: %i', (category, code) => {
  expect(exitCodeOf(new OutlayError({ code: 'X', category, message: 'x' }))).toBe(code)
})

test.each<[ExitCode[], ExitCode]>([
  [[], 0],
  [[4, 5, 6, 3, 2, 1], 1],
  [[4, 5, 6, 3, 2], 2],
  [[4, 5, 6, 3], 3],
  [[4, 5, 6], 6],
  [[4, 5], 5],
  [[4, 0], 4],
  [[6, 130], 130],
])('of %j takes %i', (codes, worst) => {
  expect(worstExitCode(codes)).toBe(worst)
})
