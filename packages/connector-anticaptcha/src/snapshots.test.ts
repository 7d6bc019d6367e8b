import { CLOCK, type Clock, encodeJson } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { MemoryLedger, virtualClock } from '@outlay/testkit'
import nock from 'nock'
import { container } from 'tsyringe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anticaptcha } from './index.js'

const HOST = 'https://api.anti-captcha.com'
const clientKey = '0123456789abcdef0123456789abcdef'
const NOON = '2026-11-20T12:00:00Z'
let clock = virtualClock(NOON)
beforeEach(() => {
  clock = virtualClock(NOON)
})

const runtimeOn = () => {
  const host = container.createChildContainer().register<Clock>(CLOCK, { useValue: clock })
  return createRuntime({ connectors: [anticaptcha], container: host })
}

type Snapshot = 'balance' | 'queue_stats' | 'app_stats'

/** Reads a stream to its end or its error, with all that was sent. */
async function readAll(stream: Snapshot, config: Readonly<Record<string, unknown>> = {}) {
  const rows: Readonly<Record<string, unknown>>[] = []
  try {
    const options = { config: { clientKey, ...config } }
    for await (const row of runtimeOn().readById('anticaptcha', stream, options)) rows.push(row)
    return { rows }
  } catch (error) {
    return { rows, error }
  }
}

/** Syncs the streams that are named into a ledger in memory. */
async function syncOnly(streams: readonly Snapshot[], config = {}, ledger = new MemoryLedger()) {
  const off = ['spending_stats', 'balance'].map((name) => [name, { enabled: false }] as const)
  const on = streams.map((name) => [name, { enabled: true }] as const)
  const connection = { connector: 'anticaptcha', config: { clientKey, ...config } }
  const connections = { main: { ...connection, streams: Object.fromEntries([...off, ...on]) } }
  const [report] = await runtimeOn().sync({ connections, destination: ledger })
  return { ledger, rows: ledger.rows(), report: report! }
}

const bodies: string[] = []
afterEach(() => void bodies.splice(0))

/** Answers one call, and keeps what was sent. */
function answer(path: string, body: string, status = 200): void {
  nock(HOST)
    .post(path)
    .reply(status, async (request: Request) => {
      bodies.push(await request.text())
      return body
    })
}

const denied = (errorCode: string) => JSON.stringify({ errorId: 1, errorCode, errorDescription: 'no' })

describe('balance', () => {
  it('is what the vendor says, to the last digit, with the time and without a charge', async () => {
    answer('/getBalance', '{"errorId":0,"balance":12345678.123456789012,"captchaCredits":120,"new":0.10}')
    const { rows } = await syncOnly(['balance'])
    expect(bodies).toEqual([`{"clientKey":"${clientKey}"}`])
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      key: '["2026-11-20T12:00:00Z"]',
      record: {
        observedAt: '2026-11-20T12:00:00Z',
        balance: { amount: '12345678.123456789012', currency: 'USD' },
        captchaCredits: 120,
      },
      charge: null,
    })
    expect(encodeJson(rows[0]!.raw)).toContain('"balance":12345678.123456789012,"captchaCredits":120,"new":0.10')
  })

  it.each([
    ['without credits', '{"errorId":0,"balance":12.3456}', '12.3456', undefined],
    ['with credits of null', '{"errorId":0,"balance":0,"captchaCredits":null}', '0', null],
    ['overdrawn', '{"errorId":0,"balance":-0.25,"captchaCredits":0}', '-0.25', 0],
    ['as text', '{"errorId":"0","balance":"7.50","captchaCredits":"3"}', '7.50', 3],
  ])('may come %s', async (_what, body, amount, captchaCredits) => {
    answer('/getBalance', body)
    const { rows } = await readAll('balance', { currency: 'EUR' })
    expect(rows).toEqual([
      {
        observedAt: '2026-11-20T12:00:00Z',
        balance: { amount, currency: 'USD' },
        ...(captchaCredits !== undefined && { captchaCredits }),
      },
    ])
  })

  it('that is missing is quarantined, not zero', async () => {
    answer('/getBalance', '{"errorId":0}')
    expect(await readAll('balance')).toMatchObject({ rows: [], error: { code: 'RECORDS_QUARANTINED' } })
  })

  it('is not asked for twice within 30 seconds by two runs over one ledger', async () => {
    answer('/getBalance', '{"errorId":0,"balance":1}')
    const { ledger } = await syncOnly(['balance'])
    clock.advance(29_999)
    expect((await syncOnly(['balance'], {}, ledger)).rows).toHaveLength(1)
    clock.advance(1)
    answer('/getBalance', '{"errorId":0,"balance":2}')
    expect((await syncOnly(['balance'], {}, ledger)).rows).toHaveLength(2)
  })

  it('waits for its 30 seconds when one runtime reads it twice', async () => {
    nock(HOST).post('/getBalance').twice().reply(200, '{"errorId":0,"balance":1}')
    const runtime = runtimeOn()
    const observed: string[] = []
    for (let count = 0; count < 2; count += 1) {
      for await (const row of runtime.read(anticaptcha, 'balance', { config: { clientKey } })) {
        observed.push(row.observedAt)
      }
    }
    expect(clock.now() - Date.parse(NOON)).toBe(30_000)
  })
})

describe('queue_stats', () => {
  const SAMPLE = '{"waiting":242,"load":60.33,"bid":"0.0008600982","speed":10.77,"total": 610}'

  it('asks for each queue without the key, and keeps every digit', async () => {
    answer('/getQueueStats', SAMPLE)
    answer('/getQueueStats', '{"errorId":0,"waiting":"1","load":"100","bid":8.6e-4,"speed":3,"total":1}')
    const { rows } = await syncOnly(['queue_stats'], { queueIds: [1, 99] })
    expect(bodies).toEqual(['{"queueId":1}', '{"queueId":99}'])
    expect(rows.map(({ key, charge }) => [key, charge])).toEqual([
      ['["2026-11-20T12:00:00Z","1"]', null],
      ['["2026-11-20T12:00:00Z","99"]', null],
    ])
    expect(rows.map(({ record }) => record)).toEqual([
      {
        observedAt: '2026-11-20T12:00:00Z',
        queueId: '1',
        waiting: 242,
        load: '60.33',
        bid: { amount: '0.0008600982', currency: 'USD' },
        speed: '10.77',
        total: 610,
      },
      expect.objectContaining({ queueId: '99', load: '100', bid: { amount: '0.00086', currency: 'USD' }, speed: '3' }),
    ])
  })

  it.each([
    [denied('ERROR_IP_BLOCKED'), 'VENDOR_PERMISSION', 'connection'],
    [denied('ERROR_NO_SUCH_METHOD'), 'VENDOR_NOT_FOUND', 'stream'],
    ['{"errorId":21}', 'VENDOR_PERMISSION', 'connection'],
    ['{"errorCode":"ERROR_BRAND_NEW"}', 'VENDOR_VENDOR_BUG', 'stream'],
    ['{"errorId":{}}', 'REPLY_UNEXPECTED', 'window'],
    ['[]', 'REPLY_UNEXPECTED', 'window'],
  ])('fails after one call with %s', async (body, code, stops) => {
    answer('/getQueueStats', body)
    const { error } = await readAll('queue_stats', { queueIds: [1] })
    expect(error).toMatchObject({ code, stops, attempts: { length: 1 } })
  })

  it('with nothing in it is quarantined', async () => {
    answer('/getQueueStats', '{}')
    expect(await readAll('queue_stats', { queueIds: [1] })).toMatchObject({ error: { code: 'RECORDS_QUARANTINED' } })
  })

  it('is not asked for twice within 10 seconds', async () => {
    answer('/getQueueStats', SAMPLE)
    const { ledger } = await syncOnly(['queue_stats'], { queueIds: [1] })
    clock.advance(9_999)
    expect((await syncOnly(['queue_stats'], { queueIds: [1] }, ledger)).rows).toHaveLength(1)
  })
})

describe('app_stats', () => {
  const point = (day: number, y: string) => `{"date":"x","y":${y},"beginstamp":${day},"endstamp":${day + 86_399}}`
  const [FIRST, SECOND] = [point(1795046400, '3.250001'), point(1795132800, '"0.5"')]
  const chart = (chartData: string) =>
    `{"errorId":0,"chartData":${chartData},"fromDate":"17 Feb 23:48","toDate":"18 Feb 01:00"}`
  const earned = ['3.250001', '0.5'].map((amount) => ({ amount, currency: 'USD' }))

  it.each([
    ['a list', `[{"name":"Money","data":[${FIRST},${SECOND}]}]`],
    ['an object of series', `{"0":{"name":"Money","data":[${FIRST},${SECOND}]}}`],
    ['one series', `{"name":"Money","data":[${FIRST},${SECOND}]}`],
    ['a series whose points are an object', `[{"name":"Money","data":{"0":${FIRST},"1":${SECOND}}}]`],
  ])('reads chartData that is %s', async (_what, chartData) => {
    answer('/getAppStats', chart(chartData))
    const { rows } = await readAll('app_stats', { appIds: ['90071992547409931'] })
    expect(bodies).toEqual([`{"softId":90071992547409931,"mode":"money","clientKey":"${clientKey}"}`])
    expect(rows.map((row) => row.earned)).toEqual(earned)
    expect(rows[0]).toEqual({
      observedAt: '2026-11-20T12:00:00Z',
      softId: '90071992547409931',
      name: 'Money',
      beginstamp: 1795046400,
      endstamp: 1795132799,
      earned: earned[0],
    })
  })

  it.each(['[]', '{}', 'null', '[{"name":"Money","data":[]}]'])('has no rows where chartData is %s', async (data) => {
    answer('/getAppStats', chart(data))
    expect(await readAll('app_stats', { appIds: ['1'] })).toEqual({ rows: [] })
  })

  it.each(['"none"', '[1]', '{"0":{"name":"Money"}}'])('fails where chartData is %s', async (data) => {
    answer('/getAppStats', chart(data))
    expect(await readAll('app_stats', { appIds: ['1'] })).toMatchObject({ error: { code: 'REPLY_UNEXPECTED' } })
  })

  it('keeps series apart, and charges nothing: it is income', async () => {
    answer('/getAppStats', chart(`[{"name":"A","data":[${FIRST}]},{"name":"B","data":[${FIRST}]},{"data":[${FIRST}]}]`))
    const { rows, report } = await syncOnly(['app_stats'], { softId: '7', currency: 'EUR' })
    expect(rows.map(({ key }) => key)).toEqual(
      ['"A"', '"B"', 'null'].map((name) => `["2026-11-20T12:00:00Z","7",${name},1795046400]`),
    )
    expect(rows.map(({ charge }) => charge)).toEqual([null, null, null])
    expect(rows[0]?.record.earned).toEqual({ amount: '3.250001', currency: 'EUR' })
    expect(report.quarantined).toBe(0)
  })

  it('reads the applications that appIds names, and not the one that narrows the spend', async () => {
    answer('/getAppStats', chart('[]'))
    answer('/getAppStats', chart('[]'))
    await syncOnly(['app_stats'], { softId: '7', appIds: ['8', 9] })
    expect(bodies.map((body) => JSON.parse(body).softId)).toEqual([8, 9])
  })

  it('of somebody else is a matter of permission: its stream ends after one call', async () => {
    answer('/getAppStats', denied('ERROR_ACCESS_DENIED'))
    const { report } = await syncOnly(['app_stats'], { appIds: ['8', '9'] })
    expect(report.failures.map(({ error }) => error)).toMatchObject([
      { category: 'permission', stops: 'stream', vendor: { code: 'ERROR_ACCESS_DENIED' }, attempts: { length: 1 } },
    ])
  })

  it('keeps a point that does not fit aside', async () => {
    answer('/getAppStats', chart(`[{"name":"Money","data":[${FIRST},{"beginstamp":1},null]}]`))
    const { rows, error } = await readAll('app_stats', { appIds: ['1'] })
    expect(rows).toHaveLength(1)
    expect(error).toMatchObject({ message: expect.stringContaining('2 records of app_stats did not fit') })
  })
})

describe('a stream that lacks what it needs', () => {
  it.each([
    ['queue_stats', 'queueIds'],
    ['app_stats', 'appIds'],
  ] as const)('%s without %s says so, sends nothing, and lets others go on', async (stream, key) => {
    answer('/getBalance', '{"errorId":0,"balance":1}')
    const { rows, report } = await syncOnly([stream, 'balance'])
    expect(report.failures.map(({ error }) => error)).toMatchObject([
      {
        category: 'config',
        message: `${stream} needs "${key}" in the config`,
        hint: `Set ${key}, or switch the stream off.`,
      },
    ])
    expect(rows).toHaveLength(1)
  })
})

describe('a run over all streams', () => {
  it.each(['ERROR_KEY_DOES_NOT_EXIST', 'ERROR_IP_NOT_ALLOWED', 'ERROR_IP_BLOCKED', 'ERROR_ACCOUNT_SUSPENDED'])(
    'ends whole after one call that is answered %s',
    async (code) => {
      nock(HOST).post(/.*/).reply(200, denied(code))
      const all = { enabled: true }
      const streams = { spending_stats: all, balance: all, queue_stats: all, app_stats: all }
      const config = { clientKey, queueIds: [1, 2], appIds: ['8', '9'] }
      const connections = { main: { connector: 'anticaptcha', config, streams } }
      const destination = new MemoryLedger()
      const [report] = await runtimeOn().sync({ connections, destination, from: '2026-11-01' })
      expect(report?.failures.map(({ error }) => [error.vendor?.code, error.stops])).toEqual([[code, 'connection']])
    },
  )
})
