import { afterEach, describe, expect, it } from 'vitest'
import { startZhihuiyaSimulator, type ZhihuiyaSimulator, type ZhihuiyaSimulatorOptions } from './index.js'

const FRIDAY_NOON = Date.UTC(2026, 10, 20, 4) // 12:00 in China
const PATH = '/open-user/statement/v2'
const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }

let simulator: ZhihuiyaSimulator
afterEach(() => simulator.close())

async function start(options: ZhihuiyaSimulatorOptions = {}) {
  simulator = await startZhihuiyaSimulator({ now: () => FRIDAY_NOON, auth: 'none', ...options })
}

function parameters(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const { apikey, clientSecret } = simulator.config
  return { apikey, client_secret: clientSecret, time_start: '20261116', time_end: '20261119', ...changes }
}

async function codeOf(body: string | undefined, headers: Record<string, string> = JSON_TYPE, target = PATH) {
  const response = await fetch(simulator.baseUrl + target, {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body }),
  })
  expect(response.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/)
  const reply = JSON.parse(await response.text())
  expect(response.headers.get('x-openapi-amount')).toBe(reply.error_code === 0 ? '1' : null)
  expect(reply.status).toBe(reply.error_code === 0)
  expect(response.status).toBe(200)
  return reply.error_code
}

const json = (changes?: Record<string, unknown>) => JSON.stringify(parameters(changes))
const encoded = (changes?: Record<string, unknown>) => new URLSearchParams(parameters(changes) as never).toString()

describe('parameters in a JSON body', () => {
  it('takes the four strings', async () => {
    await start()
    expect(await codeOf(json())).toBe(0)
    expect(await codeOf(json(), { 'content-type': 'application/json; charset=utf-8' })).toBe(0)
  })

  it.each(['apikey', 'client_secret', 'time_start', 'time_end'])(
    'refuses a missing, empty or numeric %s',
    async (name) => {
      await start()
      expect(await codeOf(json({ [name]: undefined }))).toBe(68300004)
      expect(await codeOf(json({ [name]: '' }))).toBe(68300004)
      expect(await codeOf(json({ [name]: 20261116 }))).toBe(68300004)
    },
  )

  it('refuses an unknown parameter, in the body and in the query', async () => {
    await start()
    expect(await codeOf(json({ page: '1' }))).toBe(68300004)
    expect(await codeOf(json(), JSON_TYPE, `${PATH}?page=1`)).toBe(68300004)
    expect(await codeOf(json(), JSON_TYPE, `${PATH}?apikey=x`)).toBe(68300004)
  })

  it('refuses another content type, a body that is no JSON, and one that is no object', async () => {
    await start()
    expect(await codeOf(json(), { 'content-type': 'text/plain' })).toBe(68300007)
    expect(await codeOf(encoded(), FORM_TYPE)).toBe(68300007)
    expect(await codeOf(undefined, {}, `${PATH}?${encoded()}`)).toBe(68300004)
    expect(await codeOf('{"apikey":')).toBe(68300006)
    expect(await codeOf('')).toBe(68300006)
    for (const body of ['[]', 'null', '"x"']) expect(await codeOf(body)).toBe(68300004)
  })

  it('refuses wrong credentials of the body', async () => {
    await start()
    expect(await codeOf(json({ apikey: 'other' }))).toBe(67200202)
    expect(await codeOf(json({ client_secret: 'other' }))).toBe(67200202)
  })
})

describe('parameters elsewhere', () => {
  it('takes a form where a form is expected, and only there', async () => {
    await start({ paramsIn: 'form' })
    expect(simulator.config.paramsIn).toBe('form')
    expect(await codeOf(encoded(), FORM_TYPE)).toBe(0)
    expect(await codeOf(json())).toBe(68300007)
    expect(await codeOf(`${encoded()}&time_end=20261119`, FORM_TYPE)).toBe(68300004)
    expect(await codeOf(`${encoded()}&page=1`, FORM_TYPE)).toBe(68300004)
  })

  it('takes the query where the query is expected, and only there', async () => {
    await start({ paramsIn: 'query' })
    expect(await codeOf(undefined, {}, `${PATH}?${encoded()}`)).toBe(0)
    expect(await codeOf(json())).toBe(68300007)
    expect(await codeOf(json(), JSON_TYPE, `${PATH}?${encoded()}`)).toBe(68300007)
    expect(await codeOf(undefined, {}, `${PATH}?${encoded()}&apikey=x`)).toBe(68300004)
    expect(await codeOf(undefined, {}, `${PATH}?${encoded({ client_secret: 'other' })}`)).toBe(67200202)
  })
})

describe('dates', () => {
  it.each(['2026-11-16', '2026111', '202611160', '20261131', '20250229', '20260015', ' 20261116', 'today'])(
    'refuses %j, which is no calendar day YYYYMMDD',
    async (date) => {
      await start()
      expect(await codeOf(json({ time_start: date }))).toBe(68300004)
      expect(await codeOf(json({ time_end: date }))).toBe(68300004)
    },
  )

  it('refuses a start after the end', async () => {
    await start()
    expect(await codeOf(json({ time_start: '20261119', time_end: '20261118' }))).toBe(68300004)
    expect(await codeOf(json({ time_start: '20261119', time_end: '20261119' }))).toBe(0)
  })

  it('refuses the future, by the calendar of China and the clock of the moment', async () => {
    let now = Date.UTC(2026, 10, 20, 15, 59)
    await start({ now: () => now })
    expect(await codeOf(json({ time_end: '20261120' }))).toBe(0)
    expect(await codeOf(json({ time_end: '20261121' }))).toBe(68300004)
    now = Date.UTC(2026, 10, 20, 16)
    expect(await codeOf(json({ time_end: '20261121' }))).toBe(0)
  })

  it('reads an exclusive end where so set: tomorrow is allowed, and a day alone is empty', async () => {
    await start({ endInclusive: false })
    expect(await codeOf(json({ time_end: '20261121' }))).toBe(0)
    expect(await codeOf(json({ time_end: '20261122' }))).toBe(68300004)
    expect(await codeOf(json({ time_start: '20261121', time_end: '20261121' }))).toBe(68300004)
    const response = await fetch(simulator.baseUrl + PATH, {
      method: 'POST',
      headers: JSON_TYPE,
      body: json({ time_start: '20261119', time_end: '20261119' }),
    })
    expect(JSON.parse(await response.text()).data).toMatchObject({ usage: [], combo_usage: [], usage_money: 0 })
  })
})

describe('path, method and pace', () => {
  it('refuses an unknown path with HTTP 404 and another method in band', async () => {
    await start()
    const lost = await fetch(`${simulator.baseUrl}/open-user/statement/v1`, { method: 'POST' })
    expect(lost.status).toBe(404)
    expect(await lost.json()).toMatchObject({ error_code: 67200101, http_status: 404 })
    const got = await fetch(simulator.baseUrl + PATH)
    expect(await got.json()).toMatchObject({ error_code: 67200012, status: false })
  })

  it('refuses a statement sooner than the least interval on its own clock', async () => {
    let now = FRIDAY_NOON
    await start({ now: () => now, minIntervalMs: 1000 })
    expect(await codeOf(json())).toBe(0)
    now += 999
    expect(await codeOf(json())).toBe(67200002)
    now += 1
    expect(await codeOf(json())).toBe(0)
  })

  it('records every request without its query', async () => {
    await start()
    await codeOf(json())
    await codeOf(json({ apikey: 'other' }), JSON_TYPE, `${PATH}?`)
    await fetch(`${simulator.baseUrl}/x?apikey=secret`)
    expect(simulator.requests).toEqual([
      { method: 'POST', path: PATH, status: 200, code: '0' },
      { method: 'POST', path: PATH, status: 200, code: '67200202' },
      { method: 'GET', path: '/x', status: 404, code: '67200101' },
    ])
  })
})
