import { VendorError, type WindowRef } from '@outlay/core'
import type { SyncReport } from '@outlay/core/runtime'
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
    '  difference: cost, accountId 25610, 2025-01-01T16:00:00Z: the vendor states 100, its rows add up to 123.45',
    'outlay: ads: cost, accountId 25610, 2025-01-02T16:00:00Z and 2 more windows up to 2025-01-05T16:00:00Z: the connection was reset',
    '  what to do: Try again.',
    'outlay: ads: refused',
  ])
})

const NOTHING = { quarantined: 0, drifted: 0, drift: [], restatements: [], differences: [] }
const failed = (failures: SyncReport['failures']): readonly string[] =>
  syncSummary(
    {
      ...{ ...NOTHING, connection: 'ads', runId: 'r', rows: 0, failures },
      windows: { committed: 0, final: 0, failed: failures.length, unreachable: 0 },
    },
    { stack: false },
  ).slice(1)

test('tells once what a vendor answers to each request under another id, and of several partitions the first', () => {
  const refused = (requestId: string) =>
    new VendorError({
      ...{ code: 'VENDOR_INVALID_REQUEST', category: 'invalid_request' },
      message: `Acme answered 20001: no days to come (request ${requestId})`,
      vendor: { code: '20001', message: 'no days to come', requestId },
    })
  const elsewhere = { ...window(4), partition: '{"accountId":"25611"}' }
  expect(
    failed([
      { window: window(2), error: refused('r-1') },
      { window: window(3), error: refused('r-2') },
      { window: elsewhere, error: refused('r-3') },
    ]),
  ).toEqual([
    'outlay: ads: cost, accountId 25610, 2025-01-02T16:00:00Z and 2 more windows: Acme answered 20001: no days to come (request r-1)',
    '  vendor: code 20001, request id r-1',
  ])
})

test('keeps errors apart that differ in more than that', () => {
  const refused = (facts: { readonly hint?: string; readonly message?: string }) =>
    new VendorError({ code: 'VENDOR_AUTH', category: 'auth', message: 'refused', ...facts })
  const errors = [refused({}), refused({ hint: 'Renew the key.' }), refused({ message: 'refused today' })]
  const told = failed(errors.map((error, index) => ({ window: window(index + 1), error })))
  expect(told.filter((line) => line.startsWith('outlay: '))).toHaveLength(3)
})
