import { expect, test } from 'vitest'
import { placeOf } from './place-of.js'

function placed(partition: object): string {
  const [start, end] = ['2026-11-19T00:00:00Z', '2026-11-20T00:00:00Z']
  return placeOf({ connection: 'acme', endpoint: 'usage', partition: JSON.stringify(partition), start, end })
}

test.each([
  [{}, 'usage 2026-11-19T00:00:00Z'],
  [{ account: 'LA-7' }, 'usage, account LA-7, 2026-11-19T00:00:00Z'],
  [{ account: '北京', queue: '7' }, 'usage, account 北京, queue 7, 2026-11-19T00:00:00Z'],
  [{ account: 7 }, 'usage, account 7, 2026-11-19T00:00:00Z'],
  [{ account: '' }, 'usage, account "", 2026-11-19T00:00:00Z'],
  [{ account: 'a, queue 7' }, 'usage, account "a, queue 7", 2026-11-19T00:00:00Z'],
])('names the window of %j as %s', (partition, place) => {
  expect(placed(partition)).toBe(place)
})

test('lets no listed value forge a line or reach the terminal', () => {
  expect(placed({ account: 'a\noutlay: all is well\u001b[2K\u009b2K\u2028' })).not.toMatch(/[\p{Cc}\p{Zl}]/u)
})
