import { CLOCK, LOGGER, OBSERVER, OutlayError, type RunEvent } from '@outlay/core'
import { createRuntime, type Runtime } from '@outlay/core/runtime'
import { container } from 'tsyringe'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { essbasic } from './index.js'
import { type OtherRow, type OtherVendor, startOtherVendor } from './testing/other-vendor.js'

const ORGANIZATIONS = ['org_a', 'org_b'] as const
const TYPES = ['SignFlow', 'SignSMS', 'NoAuthSign'] as const
const START = Date.parse('2026-12-05T12:00:00+08:00')
const period = { from: '2026-10-01', to: '2026-12-01' }

let vendor: OtherVendor
let runtime: Runtime
let events: RunEvent[]
let time = START
let ahead = 0
beforeEach(async () => {
  ;[time, ahead, events] = [START, 0, []]
  await started()
})
afterEach(async () => {
  await runtime.close()
  await vendor.close()
})

it('reads every row once, returns and equal rows among them, of a vendor that was written by other hands', async () => {
  const rows = await readRows()
  expect(rows.map(textOf).sort()).toEqual(vendor.rows.map(textOf).sort())
  expect(rows.reduce((sum, { UseCount }) => sum + UseCount, 0)).toBe(
    vendor.rows.reduce((sum, { UseCount }) => sum + UseCount, 0),
  )
  expect(rows.some(({ CostType, UseCount }) => CostType === 2 && UseCount < 0)).toBe(true)
  expect(new Set(rows.map(textOf)).size).toBeLessThan(rows.length)
})

it.each([50, 100])('asks for pages of %i by their number', async (pageSize) => {
  await readRows({ pageSize })
  const months = ['2026-10', '2026-11'].map((month) => ({ month, count: vendor.rows.filter(isIn(month)).length }))
  expect(vendor.calls.map(({ members }) => `${members.StartTime} ${members.Offset} ${members.Limit}`).sort()).toEqual(
    months.flatMap(({ month, count }) =>
      Array.from(
        { length: Math.ceil(count / pageSize) },
        (_, page) => `${month.replace('-', '')}01 ${page} ${pageSize}`,
      ),
    ),
  )
})

it('reads sub-organisations and quota types one by one', async () => {
  const rows = await readRows({ organizationOpenIds: [...ORGANIZATIONS], quotaTypes: [...TYPES] })
  expect(rows.map((row) => `${row.ProxyOrganizationOpenId} ${textOf(row)}`).sort()).toEqual(
    vendor.rows.map((row) => `${row.Organization} ${textOf(row)}`).sort(),
  )
})

it('reads a month again whose rows grew while its pages were read, and gives each row once', async () => {
  const late = {
    Organization: 'org_a',
    QuotaType: 'SignFlow',
    UseCount: 1,
    CostTime: seconds('2026-11-30T23:59:59+08:00'),
  }
  vendor.beforePage = (page) => {
    if (page !== 1) return
    vendor.beforePage = () => {}
    vendor.rows.push({ ...late, CostType: 1, FlowId: 'late' })
  }
  const rows = await readRows({}, { from: '2026-11-01', to: '2026-12-01' })
  const november = vendor.rows.filter(isIn('2026-11'))
  expect(rows.map(textOf).sort()).toEqual(november.map(textOf).sort())
  expect(rows.filter(({ FlowId }) => FlowId === 'late')).toHaveLength(1)
})

it('observes the accounts', async () => {
  const found = []
  for await (const row of runtime.read(essbasic, 'account_bill_detail', { config: vendor.config })) found.push(row)
  expect(found).toEqual([
    {
      AppId: 'yDother',
      ProxyOrganizationOpenId: null,
      BoundAccountsNumber: 7,
      RemainAvailableAccountsNumber: 12,
      InvalidAccountsNumber: 1,
      TotalBuyAccountsNumber: 15,
      TotalGiftAccountsNumber: 5,
    },
  ])
})

it('is let in with a temporary key pair, and without its token is not', async () => {
  await runtime.close()
  await vendor.close()
  await started('sts-token')
  expect(await readRows({ token: 'sts-token' })).toHaveLength(vendor.rows.length)
  expect(await refusal({})).toBe('AuthFailure.TokenFailure')
})

it('is refused with a wrong key, and not asked again', async () => {
  expect(await refusal({ secretKey: 'not-this-one' })).toBe('AuthFailure.SignatureFailure')
  expect(await refusal({ secretId: 'AKIDnobody' })).toBe('AuthFailure.SecretIdNotFound')
  expect(vendor.calls).toEqual([])
})

it('goes by the clock of the vendor where the own is wrong', async () => {
  ahead = 20 * 60_000
  expect(await readRows()).toHaveLength(vendor.rows.length)
  expect(events.filter(({ type }) => type === 'clock_corrected')).toMatchObject([{ offsetMs: ahead }])
})

async function started(token?: string): Promise<void> {
  vendor = await startOtherVendor(() => time + ahead, token)
  vendor.rows.push(...usage())
  const clock = {
    now: () => time,
    sleep: async (ms: number) => {
      time = Math.max(time, Math.ceil(time + ms))
    },
  }
  const child = container.createChildContainer().register(CLOCK, { useValue: clock })
  const quiet = () => {}
  child.register(LOGGER, { useValue: { debug: quiet, info: quiet, warn: quiet, error: quiet } })
  child.register(OBSERVER, { useValue: { notify: (event: RunEvent) => events.push(event) } })
  runtime = createRuntime({ connectors: [essbasic], container: child })
}

/** Two months of rows, one every three hours and a bit: some are returns, and some come twice. */
function usage(): OtherRow[] {
  const rows: OtherRow[] = []
  const end = seconds('2026-12-01T00:00:00+08:00')
  for (let at = seconds('2026-10-01T00:00:00+08:00'), index = 0; at < end; at += 11_113, index += 1) {
    const back = index % 9 === 8
    const row = {
      Organization: ORGANIZATIONS[index % 2] ?? 'org_a',
      QuotaType: TYPES[index % 3] ?? 'SignFlow',
      UseCount: back ? -2 : 1 + (index % 4),
      CostTime: at,
      CostType: back ? 2 : 1,
      ...(index % 5 !== 0 && { FlowId: `flow-${index}` }),
    }
    rows.push(row, ...(index % 20 === 0 ? [row] : []))
  }
  return rows
}

async function readRows(more: object = {}, span = period) {
  const found = []
  const options = { config: { ...vendor.config, ...more }, ...span }
  for await (const row of runtime.read(essbasic, 'bill_usage_detail', options)) found.push(row)
  return found
}

async function refusal(more: object): Promise<string | undefined> {
  const error = await readRows(more).catch((caught: unknown) => caught)
  if (!OutlayError.isInstance(error)) throw error
  expect(error.attempts).toHaveLength(1)
  return error.vendor?.code
}

/** Whether a row was used in a month, `YYYY-MM` in China. */
function isIn(month: string): (row: OtherRow) => boolean {
  return ({ CostTime }) => new Date((CostTime + 8 * 3600) * 1000).toISOString().startsWith(month)
}

function textOf(
  row: Omit<OtherRow, 'Organization' | 'FlowId'> & { readonly FlowId?: string | null | undefined },
): string {
  return [row.FlowId, row.QuotaType, row.UseCount, row.CostTime, row.CostType].join(' ')
}

function seconds(instant: string): number {
  return Date.parse(instant) / 1000
}
