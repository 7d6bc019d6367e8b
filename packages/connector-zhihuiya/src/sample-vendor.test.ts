import { afterEach, describe, expect, it } from 'vitest'
import { collect, host, sync } from '../test/host.js'
import { type Habits, refusal, type SampleVendor, sampleVendor } from '../test/sample-vendor.js'
import { KEY_REFUSAL, nestedToken } from '../test/samples.js'
import { zhihuiya } from './index.js'

let vendor: SampleVendor | undefined
afterEach(async () => vendor?.[Symbol.asyncDispose]())

async function meet(habits: Partial<Habits> = {}) {
  vendor = await sampleVendor({ auth: 'oauth', paramsIn: 'json', ...habits })
  return { vendor, ...host('2025-02-01T12:00:00+08:00') }
}

/** All that the vendor knows. */
const days = { from: '2025-01-15', to: '2025-01-19' }
const oneDay = { from: '2025-01-15', to: '2025-01-16' }
const EXPIRED = refusal(67200009, 'the token has expired')
const ways = (['oauth', 'api-key-bearer', 'api-key-query', 'none'] as const).flatMap((auth) =>
  (['json', 'query', 'form'] as const).map((paramsIn) => [auth, paramsIn] as const),
)

describe('a vendor made of samples', () => {
  it.each(ways)('is read with auth %s and parameters in the %s', async (auth, paramsIn) => {
    const { runtime, vendor } = await meet({ auth, paramsIn })
    const { rows, quarantined, report } = await sync(runtime, vendor.config, days)

    expect(report.failures).toEqual([])
    expect(quarantined).toEqual([])
    expect(rows.map(({ record, charge }) => [record.date, record.name ?? null, charge?.billed ?? null])).toEqual([
      ['2025-01-15', '[P042]全文附图', { amount: '123.45', currency: 'CNY' }],
      ['2025-01-15', '[AI34-3]预研报告查询(Beta)', null],
      ['2025-01-15', null, null],
      ['2025-01-16', '[P042]全文附图', { amount: '0', currency: 'CNY' }],
      ['2025-01-16', '[AI34-3]预研报告查询(Beta)', null],
      ['2025-01-16', '[M001-2]配方助手-报告查询', null],
      ['2025-01-16', null, null],
      ['2025-01-17', null, null],
    ])
    expect(vendor.book.map(({ span }) => span)).toEqual(
      ['20250115', '20250116', '20250117', '20250118'].map((day) => `${day}-${day}`),
    )
  })

  it('has the words of its differences reported, and a day without data among them', async () => {
    const { runtime, vendor } = await meet()
    const { report } = await sync(runtime, vendor.config, days)

    expect(report.differences.map(({ detail }) => detail)).toEqual([
      'usage_money states 100, the rows add up to 123.45',
      'combo_use_num states 100, the rows add up to 21',
      'combo_usage_num states 100, the rows add up to 21',
      'the vendor states success and sends no data',
    ])
  })

  it('may nest its tokens', async () => {
    const { runtime, vendor } = await meet({ tokenReply: nestedToken })
    const rows = await collect(runtime.read(zhihuiya, 'statement_lines', { config: vendor.config, ...days }))

    expect(rows).toHaveLength(5)
    expect(vendor.tokens()).toBe(1)
  })

  it.each([
    ['under HTTP 200', 200, EXPIRED],
    ['under HTTP 401', 401, '{"error_code":67200009,"http_status":401,"message":"expired"}'],
    ['as text', 200, '{"error_code":"67200009","message":"expired","status":"error"}'],
  ])('that forgets a token (%s) is given a new one, once', async (_how, status, body) => {
    const { runtime, vendor } = await meet({ first: [[status, body]] })
    await collect(runtime.read(zhihuiya, 'statement_totals', { config: vendor.config, ...oneDay }))

    expect(vendor.tokens()).toBe(2)
    expect(vendor.book).toHaveLength(2)
  })

  it('that refuses the new token as well is believed', async () => {
    const { runtime, vendor } = await meet({
      first: [
        [200, EXPIRED],
        [200, EXPIRED],
      ],
    })
    const reading = collect(runtime.read(zhihuiya, 'statement_totals', { config: vendor.config, ...oneDay }))

    await expect(reading).rejects.toMatchObject({
      category: 'auth',
      vendor: { code: '67200009', requestId: 'c0ffee-2' },
    })
    expect(vendor.tokens()).toBe(2)
  })

  it('that throttles is asked again later', async () => {
    const { runtime, vendor, events } = await meet({ first: [[200, refusal(67200002, 'too fast')]] })
    await collect(runtime.read(zhihuiya, 'statement_totals', { config: vendor.config, ...oneDay }))

    expect(events.flatMap((event) => (event.type === 'retry' ? [event.code] : []))).toEqual(['67200002'])
    expect(vendor.book).toHaveLength(2)
  })
})

describe('what a call cost, and its id for the support', () => {
  it('are told with each attempt, as the vendor has them in its own book', async () => {
    const { runtime, vendor, events, logs } = await meet({
      first: [[401, KEY_REFUSAL.replace('67200008', '68300008')]],
    })
    await collect(runtime.read(zhihuiya, 'statement_totals', { config: vendor.config, ...days }))
    const told = events.flatMap((event) =>
      event.type === 'attempt_finished' && event.endpoint === 'statement/v2' ? [[event.requestId, event.units]] : [],
    )

    expect(told).toEqual(vendor.book.map(({ id, amount }) => [id, amount]))
    expect(told.map(([, units]) => units)).toContain('1')
    expect(told.map(([, units]) => units)).toContain(undefined)
    expect(logs.filter((line) => line.includes('"units":"1"'))).toHaveLength(2)
  })

  it('are told of a check, too', async () => {
    const { vendor, runtime, clock, events } = await meet()
    clock.set('2025-01-16T09:30:00+08:00')
    const report = await runtime.check('patents', { connector: 'zhihuiya', config: vendor.config })

    expect(report.auth).toBe(
      'an OAuth 2.0 token for client credentials, in the authorization header and query parameters',
    )
    expect(events).toContainEqual(expect.objectContaining({ type: 'attempt_finished', endpoint: 'check', units: '1' }))
    expect(vendor.book.map(({ span }) => span)).toEqual(['20250115-20250115'])
  })
})
