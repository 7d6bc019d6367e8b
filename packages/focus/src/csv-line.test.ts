import { expect, test } from 'vitest'
import { csvLine } from './csv-line.js'

test.each([
  [['a', 'b'], 'a,b\n'],
  [['a,b', 'say "x"'], '"a,b","say ""x"""\n'],
  [['two\nlines', 'cr\r'], '"two\nlines","cr\r"\n'],
  [[' padded', null, ''], '" padded",,\n'],
  [['迎新, 大礼包'], '"迎新, 大礼包"\n'],
])('writes %j', (values, line) => {
  expect(csvLine(values)).toBe(line)
})
