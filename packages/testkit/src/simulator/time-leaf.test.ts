import { decodeJson, encodeJson } from '@outlay/core'
import { expect, it } from 'vitest'
import { atInstant, spanOf, timeLeaves } from './time-leaf.js'

const AT = Date.parse('2026-11-09T16:00:00Z')
const china = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)

/** A record at another time, in China. */
function moved(record: string): string {
  const value = decodeJson(record)
  return encodeJson(atInstant(value, timeLeaves(value), AT, 'Asia/Shanghai', china))
}

it.each([
  ['seconds', '{"created":1550533500}', '{"created":1794240000}'],
  ['seconds as text', '{"created":"1550533500"}', '{"created":"1794240000"}'],
  ['milliseconds', '{"updatedAt":1550533500000}', '{"updatedAt":1794240000000}'],
  ['a date, in the zone of the windows', '{"x":"2019-02-18"}', '{"x":"2026-11-10"}'],
  ['a date without dashes', '{"day":20190218}', '{"day":20261110}'],
  ['a month', '{"x":"2019-02"}', '{"x":"2026-11"}'],
  ['an instant in UTC', '{"x":"2019-02-18T23:45:00Z"}', '{"x":"2026-11-09T16:00:00Z"}'],
  ['an instant with an offset', '{"x":"2019-02-18T23:45:00+08:00"}', '{"x":"2026-11-10T00:00:00+08:00"}'],
  ['a local time', '{"x":"2019-02-18 23:45:00"}', '{"x":"2026-11-10 00:00:00"}'],
  ['a local time without seconds', '{"x":"2019-02-18 23:45"}', '{"x":"2026-11-10 00:00"}'],
])('writes %s as the vendor does', (_what, before, after) => {
  expect(moved(before)).toBe(after)
})

it('keeps the distance between the times of one record', () => {
  const record = '{"dateFrom":1550533500,"dateTill":1550537099}'
  expect(moved(record)).toBe('{"dateFrom":1794240000,"dateTill":1794243599}')
  expect(spanOf(timeLeaves(decodeJson(record)))).toBe(3_599_000)
})

it('leaves numbers alone that no name calls a time', () => {
  expect(moved('{"id":1550533500,"amount":20190218,"phone":"1550533500"}')).toBe(
    '{"id":1550533500,"amount":20190218,"phone":"1550533500"}',
  )
})
