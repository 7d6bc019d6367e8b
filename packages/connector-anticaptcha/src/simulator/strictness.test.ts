import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AnticaptchaSimulator, startAnticaptchaSimulator } from './index.js'

const NOW = Date.parse('2026-11-10T12:20:00Z')
const DATE = 1_793_836_800 // 2026-11-05T00:00:00Z
const JSON_TYPE = { 'content-type': 'application/json' }
const INPUT = 'ERROR_INVALID_KEY_TYPE'

let simulator: AnticaptchaSimulator
let clock: number

beforeEach(async () => {
  clock = NOW
  simulator = await startAnticaptchaSimulator({ now: () => clock })
})
afterEach(() => simulator.close())

async function send(body: string, path = '/getSpendingStats', headers: Record<string, string> = JSON_TYPE) {
  const response = await fetch(simulator.baseUrl + path, { method: 'POST', headers, body })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text }
}

async function call(properties: Record<string, unknown>) {
  return send(JSON.stringify({ clientKey: simulator.config.clientKey, ...properties }))
}

function withRawDate(date: string): string {
  return `{"clientKey":"${simulator.config.clientKey}","date":${date}}`
}

async function replaceSimulator(options: Parameters<typeof startAnticaptchaSimulator>[0]) {
  await simulator.close()
  simulator = await startAnticaptchaSimulator({ now: () => clock, ...options })
}

describe('a well-formed request', () => {
  it('is answered with the rows of a day', async () => {
    const reply = await call({ date: DATE })
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(JSON.parse(reply.text)).toMatchObject({ errorId: 0, data: { length: 24 } })
    expect(simulator.requests).toEqual([{ method: 'POST', path: '/getSpendingStats', status: 200, code: '0' }])
  })

  it.each(['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"', 'application/json ; charset=utf-8'])(
    'may have the content type %s',
    async (type) => {
      const body = withRawDate(String(DATE))
      const reply = await send(body, '/getSpendingStats', { 'content-type': type })
      expect(reply.text).toContain('"errorId":0')
    },
  )

  it('may name a queue, an application and an address', async () => {
    const reply = await call({ date: DATE, queue: 'Recaptcha Proxyless', softId: 12, ip: '203.0.113.7' })
    expect(reply.text).toContain('"errorId":0')
  })

  it('needs no date', async () => {
    expect((await call({})).text).toContain('"errorId":0')
  })
})

describe('malformed input', () => {
  it.each([
    ['milliseconds', '1793836800000'],
    ['a string', '"1793836800"'],
    ['a day', '"2026-11-05"'],
    ['a float', '1793836800.5'],
    ['a whole float', '1793836800.0'],
    ['an exponent', '17938368e2'],
    ['a negative number', '-1'],
    ['null', 'null'],
    ['true', 'true'],
    ['a list', '[1793836800]'],
  ])('refuses a date that is %s', async (_what, date) => {
    const reply = await send(withRawDate(date))
    expect(reply.status).toBe(200)
    expect(JSON.parse(reply.text)).toEqual({
      errorId: 90,
      errorCode: INPUT,
      errorDescription: 'date must be an integer',
    })
  })

  it.each([
    ['an empty queue', { queue: '' }],
    ['a queue id', { queue: 6 }],
    ['a null queue', { queue: null }],
    ['a softId in a string', { softId: '12' }],
    ['a softId of zero', { softId: 0 }],
    ['a broken softId', { softId: 1.5 }],
    ['an ip that is none', { ip: '203.0.113' }],
    ['a null ip', { ip: null }],
    ['queueId instead of queue', { queueId: 6 }],
    ['sortId instead of softId', { sortId: 12 }],
  ])('refuses %s', async (_what, properties) => {
    const reply = await call({ date: DATE, ...properties })
    expect(reply.status).toBe(200)
    expect(JSON.parse(reply.text)).toMatchObject({ errorId: 90, errorCode: INPUT })
  })

  it.each(['application-json', 'text/plain', 'application/json; charset=latin1', 'application/x-www-form-urlencoded'])(
    'refuses the content type %s',
    async (type) => {
      const reply = await send(withRawDate(String(DATE)), '/getSpendingStats', { 'content-type': type })
      expect(JSON.parse(reply.text)).toMatchObject({ errorId: 90, errorCode: INPUT })
    },
  )

  it.each(['', '{', '[]', 'null', '"text"', 'clientKey=abc'])('refuses the body %j', async (body) => {
    const reply = await send(body)
    expect(reply.status).toBe(200)
    expect(JSON.parse(reply.text)).toMatchObject({ errorCode: INPUT })
  })

  it.each(['/sendFunds', '/getSpendingStats/', '/getspendingstats', '/getSpendingStats?date=1', '/'])(
    'knows no method %s',
    async (path) => {
      const reply = await send(withRawDate(String(DATE)), path)
      expect(JSON.parse(reply.text)).toMatchObject({ errorId: 14, errorCode: 'ERROR_NO_SUCH_METHOD' })
      expect(simulator.requests.at(-1)).toMatchObject({ path: path.split('?')[0], code: 'ERROR_NO_SUCH_METHOD' })
    },
  )

  it('refuses every HTTP method but POST', async () => {
    const response = await fetch(`${simulator.baseUrl}/getSpendingStats`, { headers: JSON_TYPE })
    expect(await response.json()).toMatchObject({ errorId: 14 })
  })
})

describe('credentials and conduct', () => {
  it.each([undefined, null, 42, 'short', `${'0'.repeat(32)}`])('does not know the key %j', async (clientKey) => {
    const reply = await send(JSON.stringify({ clientKey, date: DATE }))
    expect(reply.status).toBe(200)
    expect(JSON.parse(reply.text)).toMatchObject({ errorId: 1, errorCode: 'ERROR_KEY_DOES_NOT_EXIST' })
  })

  it('does not trim the key', async () => {
    const reply = await call({ clientKey: ` ${simulator.config.clientKey}` })
    expect(JSON.parse(reply.text)).toMatchObject({ errorId: 1 })
  })

  it('refuses to start with a key that has not 32 characters', async () => {
    await expect(startAnticaptchaSimulator({ clientKey: 'short' })).rejects.toThrow(RangeError)
  })

  it('answers a blocked address with 21, whatever it asks', async () => {
    await replaceSimulator({ blockedIp: true })
    expect(JSON.parse((await call({})).text)).toMatchObject({ errorId: 21, errorCode: 'ERROR_IP_BLOCKED' })
    expect(JSON.parse((await send('{')).text)).toMatchObject({ errorId: 21 })
  })

  it('answers a suspended account with 55, but only to its key', async () => {
    await replaceSimulator({ suspended: true })
    expect(JSON.parse((await call({})).text)).toMatchObject({ errorId: 55, errorCode: 'ERROR_ACCOUNT_SUSPENDED' })
    expect(JSON.parse((await call({ clientKey: 'x' })).text)).toMatchObject({ errorId: 1 })
  })

  it('bans the caller for good after 20 wrong keys in a row', async () => {
    for (let count = 0; count < 20; count++) expect((await call({ clientKey: 'x' })).text).toContain('"errorId":1,')
    expect((await call({ clientKey: 'x' })).text).toContain('"errorId":21,')
    expect((await call({ date: DATE })).text).toContain('"errorId":21,')
  })

  it('forgets wrong keys when the right one arrives', async () => {
    for (let count = 0; count < 19; count++) await call({ clientKey: 'x' })
    expect((await call({ date: DATE })).text).toContain('"errorId":0,')
    for (let count = 0; count < 20; count++) expect((await call({ clientKey: 'x' })).text).toContain('"errorId":1,')
  })

  it('throttles requests closer than minIntervalMs on its own clock', async () => {
    await replaceSimulator({ minIntervalMs: 2500 })
    expect((await call({ date: DATE })).status).toBe(200)
    const early = await call({ date: DATE })
    expect([early.status, early.headers.get('retry-after'), early.text]).toEqual([429, '3', ''])
    clock += 2499
    expect((await call({ date: DATE })).status).toBe(429)
    clock += 1
    expect((await call({ date: DATE })).status).toBe(200)
    clock -= 86_400_000
    expect((await call({ date: DATE })).status).toBe(200)
    expect(simulator.requests.map(({ code }) => code)).toEqual(['0', '', '', '0', '0'])
  })
})

it('keeps secrets out of its record of requests', async () => {
  const { clientKey } = simulator.config
  await call({ date: DATE })
  await send('{}', `/getSpendingStats?clientKey=${clientKey}`)
  expect(JSON.stringify(simulator.requests)).not.toContain(clientKey)
})
