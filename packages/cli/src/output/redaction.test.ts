import { secret } from '@outlay/core'
import { expect, test } from 'vitest'
import { Redaction } from './redaction.js'

test('removes a secret as it is, in a URL and in JSON', () => {
  const redaction = new Redaction()
  redaction.add(secret().parse('pass"word&1'))
  expect(redaction.text('pass"word&1 pass%22word%261 pass\\"word&1')).toBe('[redacted] [redacted] [redacted]')
})

test('removes the longer of two secrets first, and none that is too short to be one', () => {
  const redaction = new Redaction()
  for (const text of ['abcd', 'abcdef', 'ab']) redaction.add(secret().parse(text))
  expect(redaction.text('abcdef abcd ab')).toBe('[redacted] [redacted] ab')
})
