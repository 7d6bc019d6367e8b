import { VendorError, type WindowRef } from '@outlay/core'
import { expect, test } from 'vitest'
import { syncSummary } from './sync-summary.js'

const window = (day: number): WindowRef => ({
  connection: 'ads',
  endpoint: 'cost',
  partition: '{"accountId":"25610"}',
  start: `2025-01-0${day}T16:00:00Z`,
  end: `2025-01-0${day + 1}T16:00:00Z`,
})

test('sums up a connection, what drifted, was restated and differs, and each failure once', () => {
  const error = new VendorError({
    code: 'NETWORK_RESET',
    category: 'transient',
    message: 'the connection was reset',
    hint: 'Try again.',
  })
  const other = new VendorError({ code: 'VENDOR_AUTH', category: 'auth', message: 'refused' })
  const lines = syncSummary(
    {
      connection: 'ads',
      runId: 'r',
      windows: { committed: 1, final: 2, failed: 4, unreachable: 1 },
      rows: 1,
      quarantined: 2,
      drifted: 3,
      drift: [{ stream: 'cost', count: 1, fields: ['note', 'tags'] }],
      restatements: [
        {
          stream: 'cost',
          count: 3,
          change: [
            { amount: '0.50', currency: 'CNY' },
            { amount: '-20', currency: 'USD' },
            { amount: '0.00', currency: 'EUR' },
          ],
        },
        { stream: 'views', count: 1, change: [] },
      ],
      differences: [
        { window: window(1), detail: 'the vendor states 100, its rows add up to 123.45', severity: 'report' },
      ],
      failures: [
        { window: window(2), error },
        { window: window(3), error },
        { window: window(4), error },
        { window: undefined, error: other },
      ],
    },
    { stack: false },
  )
  expect(lines).toEqual([
    'ads: 1 window read (1 row), 2 final already, 1 out of reach, 2 rows quarantined, 3 rows drifted, 1 difference, 4 failed',
    '  drifted: cost: 1 row without note, tags',
    '  restated: cost 3 rows (+0.50 CNY, -20 USD, 0.00 EUR), views 1 row',
    '  difference: cost {"accountId":"25610"} 2025-01-01T16:00:00Z: the vendor states 100, its rows add up to 123.45',
    'outlay: ads: cost {"accountId":"25610"} 2025-01-02T16:00:00Z and 2 more windows: the connection was reset',
    '  what to do: Try again.',
    'outlay: ads: refused',
  ])
})
