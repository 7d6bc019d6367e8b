import { Secret } from '@outlay/core'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { collect, host } from '../test/host.js'
import { authMode } from './auth-mode.js'
import { zhihuiya } from './index.js'

const HOST = 'https://connect.zhihuiya.com'
const NOW = '2025-02-01T12:00:00+08:00'
const SK = `sk-${'a1'.repeat(24)}`
const client = { apikey: 'client-0001', clientSecret: 'abc123456' }
const EMPTY = '{"data":{"usage":[],"combo_usage":[]},"status":true,"error_code":0}'
const EXPIRED = '{"error_code":67200009,"http_status":401,"message":"apikey and token do not match"}'

const oneDay = { from: '2025-01-15', to: '2025-01-16' }

function issue(reply: string, status = 200) {
  const basic = Buffer.from('client-0001:abc123456').toString('base64')
  return nock(HOST, {
    reqheaders: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
  })
    .post('/oauth/token', 'grant_type=client_credentials')
    .reply(status, reply)
}

function answer(token: string, reply = EMPTY, status = 200) {
  return nock(HOST, { reqheaders: { authorization: `Bearer ${token}` } })
    .post('/open-user/statement/v2', { ...body(client), time_start: /^\d{8}$/, time_end: /^\d{8}$/ })
    .query({ apikey: 'client-0001' })
    .reply(status, reply)
}

const body = ({ apikey, clientSecret }: { apikey: string; clientSecret: string }) => ({
  apikey,
  client_secret: clientSecret,
})

function read(config: object = client, asked = oneDay, started = host(NOW)) {
  return collect(started.runtime.read(zhihuiya, 'statement_lines', { config: { ...client, ...config }, ...asked }))
}

const DOCUMENTED =
  '{"token":"tok-1","token_type":"BearerToken","expires_in":1799,"status":"approved","issued_at":"1736899200000"}'

describe('OAuth', () => {
  it.each([
    ['flat, as documented', DOCUMENTED],
    ['under data, as clients meet it', '{"status":true,"error_code":0,"data":{"token":"tok-1","expires_in":"1799"}}'],
    ['under data without a code', '{"status":true,"data":{"token":"tok-1","expires_in":1799}}'],
    ['called access_token', '{"access_token":"tok-1","expires_in":1799}'],
    ['without a lifetime', '{"token":"tok-1"}'],
  ])('takes a token that comes %s, and sends it with the client id in the query', async (_shape, reply) => {
    issue(reply)
    answer('tok-1')

    expect(await read()).toEqual([])
  })

  it('keeps a token for all days of a run', async () => {
    issue(DOCUMENTED)
    for (let day = 0; day < 3; day += 1) answer('tok-1')

    await read(client, { from: '2025-01-15', to: '2025-01-18' })
  })

  it.each([
    ['1799', 1738],
    ['"1799"', 1738],
    ['null', 1738],
    ['0', 1738],
    ['"soon"', 1738],
    ['600', 539],
  ])('asks for the next token a minute before the end of a lifetime of %s', async (lifetime, seconds) => {
    const started = host(NOW)
    issue(`{"token":"tok-1","expires_in":${lifetime}}`)
    answer('tok-1')
    await read(client, oneDay, started)
    started.clock.set(new Date(Date.parse(NOW) + seconds * 1000).toISOString())
    answer('tok-1')
    await read(client, oneDay, started)
    started.clock.set(new Date(Date.parse(NOW) + (seconds + 2) * 1000).toISOString())
    issue('{"token":"tok-2"}')
    answer('tok-2')
    await read(client, oneDay, started)
  })

  it('refreshes a refused token once and goes on', async () => {
    issue(DOCUMENTED)
    answer('tok-1', EXPIRED, 401)
    issue('{"token":"tok-2"}')
    answer('tok-2')

    expect(await read()).toEqual([])
  })

  it('gives up when the new token is refused as well', async () => {
    issue(DOCUMENTED)
    answer('tok-1', EXPIRED, 401)
    issue('{"token":"tok-2"}')
    answer('tok-2', EXPIRED, 401)

    await expect(read()).rejects.toMatchObject({ category: 'auth', vendor: { code: '67200009' } })
  })

  it.each([
    [67200003, 'Wrong key or secret'],
    [67200015, 'Grant type error'],
  ])('takes %i from the token endpoint for what it is, under HTTP 200', async (code, message) => {
    issue(`{"error_code":${code},"error_msg":"${message}","status":false}`)

    await expect(read()).rejects.toMatchObject({ category: 'auth', vendor: { code: String(code), message } })
  })

  it('says so when the token endpoint answers without a token', async () => {
    issue('{"status":"approved","token":""}')

    await expect(read()).rejects.toMatchObject({ code: 'TOKEN_REPLY_INVALID' })
  })

  it('asks the configured path, with the extra headers', async () => {
    const extra = { reqheaders: { 'x-site': 'blue-7' } }
    nock(HOST, extra).post('/v9/token').reply(200, DOCUMENTED)
    nock(HOST, extra).post('/open-user/statement/v2').query(true).reply(200, EMPTY)

    await read({ tokenPath: '/v9/token', extraHeaders: { 'X-Site': 'blue-7' } })
  })
})

describe('API keys', () => {
  it('go as a bearer, without a token endpoint', async () => {
    nock(HOST, { reqheaders: { authorization: `Bearer ${SK}` } })
      .post('/open-user/statement/v2')
      .query({})
      .reply(200, EMPTY)

    await read({ apikey: SK })
  })

  it('go in the query where the config says so', async () => {
    nock(HOST, { badheaders: ['authorization'] })
      .post('/open-user/statement/v2')
      .query({ apikey: SK })
      .reply(200, EMPTY)

    await read({ apikey: SK, auth: 'api-key-query' })
  })

  it('are not tried a second time when refused, nor in another mode', async () => {
    nock(HOST).post('/open-user/statement/v2').reply(401, EXPIRED)

    await expect(read({ apikey: SK })).rejects.toMatchObject({
      vendor: { code: '67200009' },
      attempts: ['1: 67200009'],
    })
  })

  it('of the gateway may differ from that of the statement', async () => {
    nock(HOST, { reqheaders: { authorization: `Bearer ${SK}` } })
      .post('/open-user/statement/v2', (sent) => sent.apikey === 'client-0001')
      .reply(200, EMPTY)

    await read({ gatewayApiKey: SK })
  })

  it('are left out altogether with none', async () => {
    nock(HOST, { badheaders: ['authorization'] })
      .post('/open-user/statement/v2')
      .query({})
      .reply(200, EMPTY)

    await read({ auth: 'none' })
  })
})

describe('auto', () => {
  const given = (apikey: string, gatewayApiKey?: string) => ({
    auth: 'auto' as const,
    apikey: new Secret(apikey),
    gatewayApiKey: gatewayApiKey === undefined ? undefined : new Secret(gatewayApiKey),
  })

  it('is decided by how the key of the gateway starts', () => {
    expect(authMode(given('sk-1'))).toBe('api-key-bearer')
    expect(authMode(given('client'))).toBe('oauth')
    expect(authMode(given('client', 'sk-1'))).toBe('api-key-bearer')
    expect(authMode(given('sk-1', 'client'))).toBe('oauth')
    expect(authMode({ ...given('sk-1'), auth: 'oauth' })).toBe('oauth')
  })
})
