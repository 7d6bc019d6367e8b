import { inspect } from 'node:util'
import nock from 'nock'
import { expect, it } from 'vitest'
import { collect, host, sync } from '../test/host.js'
import { zhihuiya } from './index.js'

const HOST = 'https://connect.zhihuiya.com'
const CANARIES = ['canary-apikey-71', 'canary-secret/72+', 'canary-gateway-73', 'canary-token-74', 'canary-header-75']
const [apikey = '', clientSecret = '', gatewayApiKey = '', token = '', extra = ''] = CANARIES
const config = { apikey, clientSecret, gatewayApiKey, extraHeaders: { 'x-api-key': extra } }
const asked = { from: '2025-01-15', to: '2025-01-17' }

const forms = CANARIES.flatMap((text) => [text, encodeURIComponent(text), Buffer.from(text).toString('base64')])

/** An envelope that repeats everything it was sent. */
async function echo(request: Request): Promise<[number, object, Record<string, string>]> {
  const said = [request.url, await request.text(), JSON.stringify([...request.headers])].join(' ')
  return [401, { error_code: 67200202, http_status: 401, message: said }, { 'x-correlation-id': apikey }]
}

function expectNoCanary(text: string) {
  for (const form of forms) expect(text).not.toContain(form)
}

it('shows no secret when the vendor repeats a request in its refusal', async () => {
  nock(HOST).post('/oauth/token').reply(200, { token })
  nock(HOST).post('/open-user/statement/v2').query(true).reply(echo)
  const { runtime, logs, events } = host('2025-02-01T12:00:00+08:00')
  const { report } = await sync(runtime, config, asked)

  expect(report.failures[0]?.error.message).toContain('[redacted]')
  expectNoCanary(inspect(report, { depth: 20, showHidden: true }))
  expectNoCanary(JSON.stringify(report))
  expectNoCanary(logs.join())
  expectNoCanary(JSON.stringify(events))
})

it('shows no secret when the token endpoint does so', async () => {
  nock(HOST).post('/oauth/token').reply(echo)
  const { runtime, logs, events } = host('2025-02-01T12:00:00+08:00')
  const error: unknown = await collect(runtime.read(zhihuiya, 'statement_lines', { config, ...asked })).catch((e) => e)

  expect(error).toMatchObject({ category: 'auth', vendor: { code: '67200202' } })
  expectNoCanary(inspect(error, { depth: 20, showHidden: true }))
  expectNoCanary([...logs, JSON.stringify(events)].join())
})

it('shows no secret when the connection breaks off, with the parameters in the query', async () => {
  nock(HOST).post('/oauth/token').reply(200, { token })
  nock(HOST).post('/open-user/statement/v2').query(true).times(4).replyWithError('socket hang up')
  const { runtime, logs, events } = host('2025-02-01T12:00:00+08:00')
  const chosen = { ...config, gatewayApiKey: undefined, paramsIn: 'query' } as const
  const reading = runtime.read(zhihuiya, 'statement_lines', { config: chosen, from: '2025-01-15', to: '2025-01-16' })
  const error: unknown = await collect(reading).catch((e) => e)

  expect(error).toMatchObject({ category: 'transient' })
  expectNoCanary(inspect(error, { depth: 20, showHidden: true }))
  expectNoCanary([...logs, JSON.stringify(events)].join())
})

it('shows no secret in a complaint about the config', async () => {
  const { runtime } = host('2025-02-01T12:00:00+08:00')
  const wrong = { ...config, auth: 'guess', clientSecret: ` ${clientSecret}` }
  const error: unknown = await (async () => runtime.readById('zhihuiya', 'statement_lines', { config: wrong }))().catch(
    (e) => e,
  )

  expect(error).toMatchObject({ category: 'config' })
  expectNoCanary(inspect(error, { depth: 20, showHidden: true }))
})
