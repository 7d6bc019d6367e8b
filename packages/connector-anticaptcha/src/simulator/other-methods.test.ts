import { afterEach, describe, expect, it } from 'vitest'
import { type AnticaptchaSimulator, type AnticaptchaSimulatorOptions, startAnticaptchaSimulator } from './index.js'

const NOW = Date.parse('2026-11-10T12:20:00Z')
const INPUT = 'ERROR_INVALID_KEY_TYPE'
const started: AnticaptchaSimulator[] = []
let clock = NOW

afterEach(async () => {
  clock = NOW
  for (const simulator of started.splice(0)) await simulator.close()
})

async function start(options: AnticaptchaSimulatorOptions = {}): Promise<AnticaptchaSimulator> {
  const simulator = await startAnticaptchaSimulator({ now: () => clock, ...options })
  started.push(simulator)
  return simulator
}

async function post({ baseUrl }: AnticaptchaSimulator, method: string, body: string) {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${baseUrl}/${method}`, { method: 'POST', headers, body })
  return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() }
}

/** Calls a method with the key. */
function call(simulator: AnticaptchaSimulator, method: string, properties: Readonly<Record<string, unknown>> = {}) {
  return post(simulator, method, JSON.stringify({ clientKey: simulator.config.clientKey, ...properties }))
}

const micros = (amount: string): bigint => {
  const [whole = '', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(6, '0'))
}

describe('getBalance', () => {
  it('states what the books state, to the last digit', async () => {
    const simulator = await start()
    expect((await call(simulator, 'getBalance')).text).toBe(`{"errorId":0,"balance":${simulator.balance()}}`)
    expect(simulator.balance()).toMatch(/^\d+\.\d{1,6}$/)
  })

  it('falls by what is charged, and rises by what is paid', async () => {
    const simulator = await start({ deposit: 5_000, topUps: [{ at: NOW + 3_600_000, amount: 250 }] })
    const early = simulator.charges({ asOf: NOW })
    const spent = early.reduce((sum, { amount }) => sum + micros(amount), 0n)
    expect(micros(simulator.balance(NOW))).toBe(5_000_000_000n - spent)
    const later = NOW + 2 * 3_600_000
    const since = simulator.charges({ asOf: later }).reduce((sum, { amount }) => sum + micros(amount), 0n) - spent
    expect(since).toBeGreaterThan(0n)
    expect(micros(simulator.balance(later)) - micros(simulator.balance(NOW))).toBe(250_000_000n - since)
  })

  it('may be overdrawn', async () => {
    expect((await start({ deposit: 0 })).balance()).toMatch(/^-\d+\.\d{1,6}$/)
  })

  it('states credits where there are any, and text where told to', async () => {
    const simulator = await start({ captchaCredits: 40, stringNumbers: true })
    expect((await call(simulator, 'getBalance')).text).toMatch(
      /^\{"errorId":0,"balance":"[\d.]+","captchaCredits":40\}$/,
    )
  })

  it('lets nobody in twice within 30 seconds', async () => {
    const simulator = await start()
    await call(simulator, 'getBalance')
    clock += 29_999
    expect(await call(simulator, 'getBalance')).toMatchObject({ status: 429, retryAfter: '1' })
    expect((await call(simulator, 'getSpendingStats')).status).toBe(200)
    clock += 1
    expect((await call(simulator, 'getBalance')).status).toBe(200)
  })

  it.each([
    [{ clientKey: 'x' }, 'ERROR_KEY_DOES_NOT_EXIST'],
    [{ currency: 'USD' }, INPUT],
  ])('refuses %j', async (properties, code) => {
    expect(JSON.parse((await call(await start(), 'getBalance', properties)).text)).toMatchObject({ errorCode: code })
  })
})

describe('getQueueStats', () => {
  it('answers anyone, without errorId, as the books have it, the same for ten seconds', async () => {
    const simulator = await start()
    const { waiting, load, bid, speed, total } = simulator.queue(6)
    const ask = async () => (await post(simulator, 'getQueueStats', '{"queueId":6}')).text
    const first = await ask()
    expect(first).toBe(`{"waiting":${waiting},"load":${load},"bid":"${bid}","speed":${speed},"total":${total}}`)
    clock += 9_999
    expect(await ask()).toBe(first)
    clock += 1
    expect(await ask()).not.toBe(first)
  })

  it('may be asked for a template of AntiGate alone', async () => {
    const simulator = await start()
    const ask = async (queueId: number) =>
      (await post(simulator, 'getQueueStats', `{"queueId":${queueId},"templateName":"Sign-in"}`)).text
    expect(await ask(25)).toContain('"bid":"0.0')
    expect(await ask(6)).toContain(INPUT)
  })

  it.each([
    ['the key, which has no place there', '{"clientKey":"0123456789abcdef0123456789abcdef","queueId":6}'],
    ['no queue', '{}'],
    ['the name of a queue', '{"queueId":"English ImageToText"}'],
    ['a number in quotes', '{"queueId":"6"}'],
    ['a queue that is none', '{"queueId":4}'],
    ['a float', '{"queueId":6.0}'],
    ['no object', '6'],
  ])('refuses %s', async (_what, body) => {
    expect(JSON.parse((await post(await start(), 'getQueueStats', body)).text)).toMatchObject({ errorCode: INPUT })
  })

  it('is closed to an address that is banned', async () => {
    expect((await post(await start({ blockedIp: true }), 'getQueueStats', '{"queueId":6}')).text).toContain(
      '"errorId":21,',
    )
  })
})

describe('getAppStats', () => {
  interface Chart {
    chartData: {
      name: string
      data: { y: number; shortdate: string; date: string; beginstamp: number; endstamp: number }[]
    }[]
    fromDate: string
    toDate: string
  }
  const read = async (simulator: AnticaptchaSimulator, properties: Readonly<Record<string, unknown>>): Promise<Chart> =>
    JSON.parse((await call(simulator, 'getAppStats', properties)).text)

  it('states the income of the books, a point a UTC day, without a year', async () => {
    const simulator = await start({ apps: [7, 8] })
    const { chartData, fromDate, toDate } = await read(simulator, { softId: 8, mode: 'money' })
    const points = chartData.flatMap(({ data }) => data)
    const booked = simulator.income().filter(({ softId }) => softId === 8)
    expect(points.map(({ y }) => y)).toEqual(booked.map(({ amount }) => Number(amount)))
    const days = points.map(({ beginstamp }) => new Date(beginstamp * 1000).toISOString())
    expect(days).toEqual(booked.map(({ day }) => `${day}T00:00:00.000Z`))
    expect(points.every(({ beginstamp, endstamp }) => endstamp === beginstamp + 86_399)).toBe(true)
    expect([chartData[0]?.name, points[0]?.date, points[0]?.shortdate]).toEqual(['Money', '11 October', '11 Oct'])
    expect([fromDate, toDate, points.length]).toEqual(['11 Oct 00:00', '10 Nov 12:20', 31])
  })

  it('has a today that grows', async () => {
    const simulator = await start({ apps: [123] })
    const today = () => micros(simulator.income().at(-1)?.amount ?? '0')
    const early = today()
    clock += 3_600_000
    expect(today()).toBeGreaterThan(early)
  })

  it('charts errors unless told otherwise, in several series', async () => {
    const { chartData } = await read(await start(), { softId: 123 })
    expect(chartData.map(({ name }) => name)).toEqual(['Accepted (paid)', 'No slots available (low bid)'])
  })

  it('writes the chart as an object where told to', async () => {
    const list = await read(await start(), { softId: 123, mode: 'money' })
    const { chartData } = await read(await start({ chartShape: 'object' }), { softId: 123, mode: 'money' })
    expect(chartData).toEqual({ 0: list.chartData[0] })
  })

  it.each([
    [{ softId: 124 }, 'ERROR_ACCESS_DENIED'],
    [{}, INPUT],
    [{ softId: '123' }, INPUT],
    [{ softId: 123, mode: 'income' }, INPUT],
    [{ softId: 123, mode: null }, INPUT],
    [{ softId: 123, fromDate: '2026-11-01' }, INPUT],
    [{ softId: 123, clientKey: null }, 'ERROR_KEY_DOES_NOT_EXIST'],
  ])('refuses %j', async (properties, errorCode) => {
    expect(JSON.parse((await call(await start(), 'getAppStats', properties)).text)).toMatchObject({ errorCode })
  })
})

it.each(['sendFunds', 'generateCoupons', 'getResellerData', 'createTask', 'test'])(
  'knows no method %s',
  async (method) => {
    expect(JSON.parse((await call(await start(), method)).text)).toMatchObject({ errorCode: 'ERROR_NO_SUCH_METHOD' })
  },
)
