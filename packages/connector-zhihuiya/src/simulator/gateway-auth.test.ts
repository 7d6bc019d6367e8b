import { afterEach, describe, expect, it } from 'vitest'
import { startZhihuiyaSimulator, type ZhihuiyaSimulator, type ZhihuiyaSimulatorOptions } from './index.js'

const MINUTE = 60_000
const FORM_TYPE = 'application/x-www-form-urlencoded'

let now: number
let simulator: ZhihuiyaSimulator
afterEach(() => simulator.close())

async function start(options: ZhihuiyaSimulatorOptions = {}) {
  now = Date.UTC(2026, 10, 20, 4)
  simulator = await startZhihuiyaSimulator({ now: () => now, ...options })
}

interface TokenCall {
  authorization?: string
  contentType?: string
  body?: string
}

async function tokenReply({
  authorization = basic(),
  contentType = FORM_TYPE,
  body = 'grant_type=client_credentials',
}: TokenCall = {}) {
  const headers = { authorization, 'content-type': contentType }
  const response = await fetch(`${simulator.baseUrl}/oauth/token`, { method: 'POST', headers, body })
  expect(response.status).toBe(200)
  expect(response.headers.get('x-correlation-id')).not.toBeNull()
  return JSON.parse(await response.text())
}

function basic({ apikey, clientSecret, gatewayApiKey } = simulator.config): string {
  return `Basic ${Buffer.from(`${gatewayApiKey ?? apikey}:${clientSecret}`).toString('base64')}`
}

async function statement(authorization: string | undefined, query = '') {
  const { apikey, clientSecret } = simulator.config
  const body = { apikey, client_secret: clientSecret, time_start: '20261116', time_end: '20261116' }
  const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) }
  const target = `${simulator.baseUrl}/open-user/statement/v2${query}`
  const response = await fetch(target, { method: 'POST', headers, body: JSON.stringify(body) })
  return { http: response.status, reply: JSON.parse(await response.text()) }
}

const fine = { http: 200, reply: { status: true, error_code: 0 } }
const business = (code: number) => ({ http: 200, reply: { error_code: code, status: false } })
const gateway = (code: number) => ({ http: 401, reply: { error_code: code, http_status: 401 } })

describe('OAuth', () => {
  it('gives a flat token as documented, and takes it with the client id in the query', async () => {
    await start()
    const reply = await tokenReply()
    expect(reply).toEqual({
      token: expect.any(String),
      token_type: 'BearerToken',
      expires_in: 1799,
      issued_at: String(now),
      status: 'approved',
    })
    expect(await statement(`Bearer ${reply.token}`, `?apikey=${simulator.config.apikey}`)).toMatchObject(fine)
  })

  it('gives a nested token with a textual lifetime where so set', async () => {
    await start({ tokenReply: 'nested', expiresIn: 'string' })
    const reply = await tokenReply()
    expect(reply).toMatchObject({ status: true, error_code: 0, data: { expires_in: '1799' } })
    expect(reply.token).toBeUndefined()
    expect(await statement(`Bearer ${reply.data.token}`, `?apikey=${simulator.config.apikey}`)).toMatchObject(fine)
  })

  it('refuses wrong or missing client credentials with HTTP 200', async () => {
    await start()
    const wrong = [
      basic({ ...simulator.config, apikey: 'x' }),
      basic({ ...simulator.config, clientSecret: 'x' }),
      '',
      'Basic',
    ]
    for (const authorization of wrong)
      expect(await tokenReply({ authorization })).toMatchObject({ error_code: 67200003 })
  })

  it('refuses another grant, a missing one, another content type and unknown fields', async () => {
    await start()
    const codeFor = async (call: TokenCall) => (await tokenReply(call)).error_code
    expect(await codeFor({ body: 'grant_type=password' })).toBe(67200015)
    expect(await codeFor({ body: '' })).toBe(67200015)
    expect(await codeFor({ contentType: 'application/json', body: '{"grant_type":"client_credentials"}' })).toBe(
      67200012,
    )
    expect(await codeFor({ body: 'grant_type=client_credentials&scope=all' })).toBe(67200012)
    const twice = 'grant_type=client_credentials&grant_type=client_credentials'
    expect(await codeFor({ body: twice })).toBe(67200012)
  })

  it('refuses a missing client id in the query, in the envelope of the gateway', async () => {
    await start()
    const { token } = await tokenReply()
    expect(await statement(`Bearer ${token}`)).toEqual({
      http: 401,
      reply: { error_code: 67200008, http_status: 401, message: 'apikey not Pass and call failed!' },
    })
  })

  it('refuses a missing, unknown or altered token and another client id', async () => {
    await start()
    const { token } = await tokenReply()
    const query = `?apikey=${simulator.config.apikey}`
    for (const authorization of [undefined, 'Bearer x', `Bearer 0${token}`, `Basic ${token}`, token]) {
      expect(await statement(authorization, query)).toMatchObject(gateway(67200009))
    }
    expect(await statement(`Bearer ${token}`, '?apikey=other')).toMatchObject(gateway(67200009))
  })

  it('lets a token expire after 30 minutes of its own clock, and gives another one', async () => {
    await start()
    const { token } = await tokenReply()
    const query = `?apikey=${simulator.config.apikey}`
    now += 30 * MINUTE - 1
    expect(await statement(`Bearer ${token}`, query)).toMatchObject(fine)
    now += 1
    expect(await statement(`Bearer ${token}`, query)).toMatchObject(gateway(67200009))
    const renewed = await tokenReply()
    expect(await statement(`Bearer ${renewed.token}`, query)).toMatchObject(fine)
  })

  it('tells the client id from the apikey of the statement where they differ', async () => {
    await start({ gatewayApiKey: 'client-7' })
    expect(simulator.config).toMatchObject({ gatewayApiKey: 'client-7', apikey: 'simulated-client-id' })
    const { token } = await tokenReply()
    expect(await statement(`Bearer ${token}`, '?apikey=client-7')).toMatchObject(fine)
    expect(await statement(`Bearer ${token}`, '?apikey=simulated-client-id')).toMatchObject(gateway(67200009))
  })
})

describe('api keys', () => {
  it('demands the key as a bearer', async () => {
    await start({ auth: 'api-key-bearer' })
    const { apikey, auth } = simulator.config
    expect(auth).toBe('api-key-bearer')
    expect(apikey).toMatch(/^sk-.{48}$/)
    expect(await statement(`Bearer ${apikey}`)).toMatchObject(fine)
    expect(await statement(`Bearer sk-${'x'.repeat(48)}`)).toMatchObject(business(67200202))
    expect(await statement(undefined)).toMatchObject(gateway(67200008))
    expect(await statement(undefined, `?apikey=${apikey}`)).toMatchObject(gateway(67200008))
    expect(await statement(`Bearer ${apikey}`, `?apikey=${apikey}`)).toMatchObject(business(68300004))
  })

  it('demands the key in the query', async () => {
    await start({ auth: 'api-key-query' })
    const { apikey } = simulator.config
    expect(await statement(undefined, `?apikey=${apikey}`)).toMatchObject(fine)
    expect(await statement(undefined, `?apikey=sk-${'x'.repeat(48)}`)).toMatchObject(business(67200202))
    expect(await statement(`Bearer ${apikey}`)).toMatchObject(gateway(67200008))
    expect(await statement(`Bearer ${apikey}`, `?apikey=${apikey}`)).toMatchObject(gateway(67200009))
  })

  it('has no OAuth client', async () => {
    await start({ auth: 'api-key-bearer' })
    expect(await tokenReply()).toMatchObject({ error_code: 67200003 })
  })

  it('demands nothing, and nothing superfluous, with auth none', async () => {
    await start({ auth: 'none' })
    expect(await statement(undefined)).toMatchObject(fine)
    expect(await statement('Bearer x')).toMatchObject(business(67200012))
  })
})

describe('options', () => {
  it.each([
    [{ auth: 'api-key-bearer', apikey: 'short' }],
    [{ auth: 'oauth', paramsIn: 'query', gatewayApiKey: 'client-7' }],
    [{ unitPrices: { 'AI34-3': '1,5' } }],
    [{ history: '2026-02-30' }],
    [{ seed: 0.5 }],
    [{ minIntervalMs: -1 }],
  ] satisfies [ZhihuiyaSimulatorOptions][])('refuses %j', async (options) => {
    await expect(startZhihuiyaSimulator(options)).rejects.toThrow(RangeError)
  })
})
