import { CLOCK, type Clock, encodeJson } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { MemoryLedger, virtualClock } from '@outlay/testkit'
import nock from 'nock'
import { container } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import { anticaptcha } from './index.js'

const CLIENT_KEY = '0123456789abcdef0123456789abcdef'
const MIDNIGHT = 1793491200 // 2026-11-01T00:00:00Z
const HOUR = 3600
const DAY = { from: '2026-11-01', to: '2026-11-02' }

interface Setting {
  readonly config?: Readonly<Record<string, unknown>>
  readonly from?: string
  readonly to?: string
  readonly now?: string
}

function runtimeAt(now = '2026-11-20T12:00:00Z') {
  const host = container.createChildContainer().register<Clock>(CLOCK, { useValue: virtualClock(now) })
  return createRuntime({ connectors: [anticaptcha], container: host })
}

/** Reads until the end or an error, and gives both. */
async function readDay({ config = {}, now, ...range }: Setting = {}) {
  const rows: Readonly<Record<string, unknown>>[] = []
  const options = { config: { clientKey: CLIENT_KEY, ...config }, ...DAY, ...range }
  try {
    for await (const row of runtimeAt(now).readById('anticaptcha', 'spending_stats', options)) rows.push(row)
    return { rows }
  } catch (error) {
    return { rows, error }
  }
}

/** Syncs into a ledger in memory. */
async function syncDay({ config = {}, now, ...range }: Setting = {}) {
  const destination = new MemoryLedger()
  const streams = { balance: { enabled: false } }
  const connections = { main: { connector: 'anticaptcha', config: { clientKey: CLIENT_KEY, ...config }, streams } }
  const [report] = await runtimeAt(now).sync({ connections, destination, ...DAY, ...range })
  return { rows: destination.rows(), quarantined: destination.quarantined(), report: report! }
}

/** Hours one after the other; `money` is JSON text, so that the digits sent are the digits written here. */
function hours(from: number, count: number, money = (index: number) => `${index}.5`): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const start = from + index * HOUR
    return `{"dateFrom":${start},"dateTill":${start + HOUR - 1},"volume":${index},"money":${money(index)}}`
  })
  return `{"errorId":0,"data":[${rows.join(',')}]}`
}

const answer = (body: string, request?: nock.DataMatcherMap): nock.Scope =>
  nock('https://api.anti-captcha.com')
    .post('/getSpendingStats', request && { clientKey: CLIENT_KEY, ...request })
    .reply(200, body)

const startsOf = (rows: readonly Readonly<Record<string, unknown>>[]) => rows.map(({ dateFrom }) => dateFrom)
const hourly = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index * HOUR)

describe('the walk through a day', () => {
  it('takes one call, dated in seconds at midnight UTC, when 24 hours come', async () => {
    answer(hours(MIDNIGHT, 24), { date: MIDNIGHT })
    const { rows } = await readDay()
    expect(startsOf(rows)).toEqual(hourly(MIDNIGHT, 24))
  })

  it('loses no hour when 23 come: it goes on at 23:00 and keeps to the day', async () => {
    answer(hours(MIDNIGHT, 23), { date: MIDNIGHT })
    answer(hours(MIDNIGHT + 23 * HOUR, 23), { date: MIDNIGHT + 23 * HOUR })
    const { rows } = await readDay()
    expect(startsOf(rows)).toEqual(hourly(MIDNIGHT, 24))
  })

  it('keeps hours that begin at :45 whole, on the day on which they begin, and says so', async () => {
    answer(hours(MIDNIGHT - 900, 24), { date: MIDNIGHT })
    answer(hours(MIDNIGHT + 23 * HOUR + 2700, 24), { date: MIDNIGHT + 23 * HOUR + 2700 })
    const { rows, report } = await syncDay()
    expect(startsOf(rows.map(({ record }) => record))).toEqual(hourly(MIDNIGHT + 2700, 24))
    expect(report.differences.map(({ detail }) => detail)).toEqual([
      'all queues: 2026-10-31T23:45:00Z to 2026-11-01T00:45:00Z crosses a bound and counts where it begins',
      'all queues: 2026-11-01T23:45:00Z to 2026-11-02T00:45:00Z crosses a bound and counts where it begins',
    ])
  })

  it('reports hours that never came', async () => {
    answer(hours(MIDNIGHT, 20), { date: MIDNIGHT })
    answer('{"errorId":0,"data":[]}', { date: MIDNIGHT + 20 * HOUR })
    const { report } = await syncDay()
    expect(report.differences.map(({ detail }) => detail)).toEqual([
      'all queues: no figures from 2026-11-01T20:00:00Z to 2026-11-02T00:00:00Z',
    ])
  })

  it('reports a hole between hours, and what a queue lacks', async () => {
    const holed = hours(MIDNIGHT, 24).replace(/\{"dateFrom":1793505600.*?\},/, '')
    answer(holed, { date: MIDNIGHT, queue: 'Q' })
    answer(hours(MIDNIGHT, 24), { date: MIDNIGHT })
    const { report } = await syncDay({ config: { queues: ['Q'] } })
    expect(report.differences.map(({ detail }) => detail)).toEqual([
      'Q: no figures from 2026-11-01T04:00:00Z to 2026-11-01T05:00:00Z',
    ])
  })

  it('ends at the present, and does not miss the hour under way', async () => {
    answer(hours(MIDNIGHT, 12), { date: MIDNIGHT })
    answer('{"errorId":0,"data":[]}', { date: MIDNIGHT + 12 * HOUR })
    const { rows, report } = await syncDay({ now: '2026-11-01T12:20:00Z' })
    expect(rows).toHaveLength(12)
    expect(report.differences).toEqual([])
  })

  it('asks for nothing beyond the hour under way', async () => {
    answer(hours(MIDNIGHT, 13), { date: MIDNIGHT })
    expect((await syncDay({ now: '2026-11-01T12:20:00Z' })).rows).toHaveLength(13)
  })

  it.each([
    ['that end before the one asked for', -24],
    ['that begin before it and go on', -2],
    ['that begin after the 24 asked for', 3],
    ['of another day alone', 48],
  ])('fails when hours come %s', async (_what, ahead) => {
    answer(hours(MIDNIGHT + ahead * HOUR, 24))
    const { rows, error } = await readDay()
    expect(rows).toEqual([])
    expect(error).toMatchObject({
      code: 'REPLY_UNEXPECTED',
      category: 'vendor_bug',
      message: 'Anti-Captcha: the reply holds hours outside the 24 that were asked for',
      attempts: ['1: REPLY_UNEXPECTED'],
    })
  })

  it('asks for UTC days whatever zone the bounds are given in, and reads within the bounds', async () => {
    answer(hours(MIDNIGHT, 24), { date: MIDNIGHT })
    const { rows } = await readDay({ from: '2026-11-01T10:00:00+08:00', to: '2026-11-01T12:00:00+08:00' })
    expect(startsOf(rows)).toEqual(hourly(MIDNIGHT + 2 * HOUR, 2))
  })
})

describe('the figures of an hour', () => {
  it('come out the same when they are text', async () => {
    const text = hours(MIDNIGHT, 24).replace(/:(\d[\d.]*)/g, ':"$1"')
    answer(text)
    answer(hours(MIDNIGHT, 24))
    const { rows } = await readDay()
    expect(text).toContain('"errorId":"0"')
    expect(rows).toEqual((await readDay()).rows)
    expect(rows[1]).toMatchObject({ dateFrom: MIDNIGHT + HOUR, volume: 1, money: { amount: '1.5', currency: 'USD' } })
  })

  it('keep every digit of a price with 20 of them', async () => {
    answer(hours(MIDNIGHT, 24, () => '12345678.901234567891'))
    const { rows } = await readDay()
    expect(rows[0]?.money).toEqual({ amount: '12345678.901234567891', currency: 'USD' })
  })

  it.each([
    ['a 13th decimal', '0.1234567890123'],
    ['a 27th digit', '123456789012345678901234567'],
  ])('go into quarantine for %s, after the good rows and with an error', async (_what, price) => {
    answer(hours(MIDNIGHT, 24, (index) => (index === 3 ? price : '1.25')))
    const { rows, error } = await readDay()
    expect(startsOf(rows)).toEqual(hourly(MIDNIGHT, 24).filter((_, index) => index !== 3))
    expect(error).toMatchObject({
      name: 'DataError',
      code: 'RECORDS_QUARANTINED',
      category: 'data',
      message:
        '1 record of spending_stats did not fit: money: has more than 26 digits before or 12 after the point, which the ledger cannot hold exactly',
    })
  })

  it('go into quarantine, raw, when money is missing or an hour ends before it begins', async () => {
    const bad = `{"dateFrom":${MIDNIGHT},"dateTill":${MIDNIGHT + 3599},"volume":3}`
    const worse = `{"dateFrom":${MIDNIGHT + HOUR},"dateTill":${MIDNIGHT},"volume":3,"money":1}`
    answer(`{"errorId":0,"data":[${bad},${worse}]}`)
    answer('{"errorId":0,"data":[]}', { date: MIDNIGHT + HOUR })
    const { rows, quarantined } = await syncDay()
    expect(rows).toEqual([])
    expect(quarantined.map(({ raw, reasons }) => [encodeJson(raw), reasons])).toEqual([
      [bad, ['money: expected an amount, received nothing']],
      [worse, ['dateTill lies before dateFrom']],
    ])
  })

  it('stand beside the raw record as it came: order, unknown members and digits', async () => {
    const raw = `{"money":1.50,"volume":"7","note":{"x":0.10},"dateTill":${MIDNIGHT + 3599},"dateFrom":${MIDNIGHT}}`
    answer(`{"errorId":0,"data":[${raw}]}`)
    answer('{"errorId":0,"data":[]}')
    const { rows } = await syncDay()
    expect(rows.map((row) => encodeJson(row.raw))).toEqual([raw])
  })
})

describe('the hour under way', () => {
  const now = '2026-11-01T12:20:00Z'

  it('is provisional, and so are hours to come; its charge is estimated', async () => {
    answer(hours(MIDNIGHT, 24))
    const { rows } = await syncDay({ now })
    const provisional = rows.map(({ record }) => record.provisional)
    expect(provisional).toEqual(hourly(MIDNIGHT, 24).map((from) => from >= MIDNIGHT + 12 * HOUR))
    const statuses = rows.map(({ charge }) => charge?.status)
    expect(statuses.slice(11, 14)).toEqual(['reported', 'estimated', 'estimated'])
  })

  it('is provisional until its last second is over', async () => {
    const lastHour = async (at: string) => {
      answer(hours(MIDNIGHT, 13))
      return (await readDay({ now: at, to: '2026-11-01T13:00:00Z' })).rows.at(-1)?.provisional
    }
    expect(await lastHour('2026-11-01T12:59:59Z')).toBe(true)
    expect(await lastHour('2026-11-01T13:00:00Z')).toBe(false)
  })

  it('has a provisional remainder', async () => {
    answer(hours(MIDNIGHT, 13), { date: MIDNIGHT, queue: 'Q' })
    answer(hours(MIDNIGHT, 13), { date: MIDNIGHT })
    const { rows } = await syncDay({ now, config: { queues: ['Q'] } })
    const marked = rows.filter(({ record }) => record.provisional).map(({ record }) => record.queue)
    expect(marked).toEqual(['Q', '(other queues)'])
  })

  it('is a remainder of what the total said later than the queue, and none is lost', async () => {
    answer(
      hours(MIDNIGHT, 13, () => '1'),
      { date: MIDNIGHT, queue: 'Q' },
    )
    answer(
      hours(MIDNIGHT, 13, () => '1.25'),
      { date: MIDNIGHT },
    )
    const { rows } = await syncDay({ now, config: { queues: ['Q'] } })
    expect(rows.at(-1)?.record).toMatchObject({ queue: '(other queues)', money: { amount: '0.25' } })
  })
})

describe('what a connection filters by', () => {
  it('is sent, and stamped on every row', async () => {
    const sent: unknown[] = []
    nock('https://api.anti-captcha.com')
      .post('/getSpendingStats')
      .reply(200, async (request: Request) => {
        sent.push(await request.text())
        return hours(MIDNIGHT, 24)
      })
    const { rows } = await readDay({ config: { softId: '90071992547409931', ip: '203.0.113.7' } })
    expect(sent).toEqual([expect.stringMatching(/"softId":90071992547409931,"ip":"203\.0\.113\.7"/)])
    expect(rows).toHaveLength(24)
    for (const row of rows) expect(row).toMatchObject({ queue: null, softId: '90071992547409931', ip: '203.0.113.7' })
  })
})

describe('the charge of an hour', () => {
  it('ends one second after dateTill and is what the vendor said', async () => {
    answer(hours(MIDNIGHT, 24))
    const { rows } = await syncDay({ config: { currency: 'EUR' } })
    expect(rows[5]?.key).toBe(`[null,null,null,${MIDNIGHT + 5 * HOUR}]`)
    expect(rows[5]?.charge).toEqual({
      billed: { amount: '5.5', currency: 'EUR' },
      period: { start: '2026-11-01T05:00:00Z', end: '2026-11-01T06:00:00Z' },
      sku: 'all queues',
      description: 'all queues tasks',
      quantity: { amount: 5, unit: 'Tasks' },
      status: 'reported',
      attributes: { QueueName: null, SoftwareId: null, ClientAddress: null },
    })
  })

  it('is none for a whole day without tasks, of which every hour is a row', async () => {
    answer(hours(MIDNIGHT, 24, () => '0').replace(/"volume":\d+/g, '"volume":0'))
    const { rows, report } = await syncDay()
    expect(rows.map(({ charge }) => charge)).toEqual(Array(24).fill(null))
    expect(report.differences).toEqual([])
  })

  it('is none for an idle hour, and zero for tasks that cost nothing', async () => {
    answer(hours(MIDNIGHT, 24, () => '0.000'))
    const { rows } = await syncDay()
    expect(rows).toHaveLength(24)
    expect(rows[0]?.charge).toBeNull()
    expect(rows[1]?.charge).toMatchObject({ billed: { amount: '0.000' }, quantity: { amount: 1 } })
  })
})
