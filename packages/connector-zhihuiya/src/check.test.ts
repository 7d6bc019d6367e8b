import { OutlayError } from '@outlay/core'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { host } from '../test/host.js'
import { refusal } from '../test/sample-vendor.js'
import { KEY_REFUSAL, QUOTA_REFUSAL } from '../test/samples.js'
import { startZhihuiyaSimulator } from './simulator/index.js'

const CHINA = 'https://connect.zhihuiya.com'
const ELSEWHERE = 'https://connect.patsnap.com'
const client = { apikey: 'client-0001', clientSecret: 'abc123456' }
const keyed = { ...client, apikey: `sk-${'a1'.repeat(24)}` }
const EMPTY = '{"data":{"usage":[],"combo_usage":[]},"status":true,"error_code":0}'

/** The error of a check, and how many requests it took. */
async function refused(config: object) {
  const { runtime, events } = host('2025-02-01T12:00:00+08:00')
  const error: unknown = await runtime.check('patents', { connector: 'zhihuiya', config }).catch((caught) => caught)
  if (!OutlayError.isInstance(error)) throw new Error('expected an error of Outlay')
  return { error, calls: events.filter(({ type }) => type === 'attempt_sent').length }
}

const statement = (baseUrl: string, status: number, body: string) =>
  nock(baseUrl).persist().post('/open-user/statement/v2').query(true).reply(status, body)
const token = (body: string) => nock(CHINA).post('/oauth/token').reply(200, body)

describe('check', () => {
  it('asks for the newest complete day, once, even where months are read', async () => {
    const asked: unknown[] = []
    nock(CHINA)
      .post('/open-user/statement/v2', (body) => asked.push(body) > 0)
      .reply(200, EMPTY)
    const { runtime } = host('2025-01-31T12:00:00+08:00')
    const connection = { connector: 'zhihuiya', config: { ...keyed, granularity: 'month' } }

    await expect(runtime.check('patents', connection)).resolves.toMatchObject({
      origin: CHINA,
      endpoint: 'check',
      auth: 'the authorization header',
    })
    expect(asked).toMatchObject([{ time_start: '20250130', time_end: '20250130' }])
  })

  it('tells a wrong client id or secret', async () => {
    token(refusal(67200003, 'wrong'))

    const { error, calls } = await refused(client)
    expect(error).toMatchObject({ category: 'auth', vendor: { code: '67200003' } })
    expect(error.hint).toBe(
      'Check apikey and clientSecret; the client may also be disabled. ' +
        'In use: oauth (auth: auto chose it, as apikey does not start with sk-). ' +
        'Others: api-key-bearer (an sk- key in the authorization header), ' +
        "api-key-query (the key as the query parameter apikey), none (the statement's own parameters and nothing else).",
    )
    expect(calls).toBe(1)
  })

  it.each([
    ['as auth says', { ...client, auth: 'oauth' }],
    ['as gatewayApiKey does not start with sk-', { ...keyed, gatewayApiKey: 'client-0001' }],
  ])('says why a mode is in use: %s', async (why, config) => {
    token(refusal(67200003))

    expect((await refused(config)).error.hint).toContain(why)
  })

  it('tells a key that the site does not know, and names the other site', async () => {
    statement(CHINA, 200, refusal(67200202, 'apikey auth error!'))
    statement(ELSEWHERE, 200, refusal(67200202, 'apikey auth error!'))

    const here = await refused(keyed)
    expect(here.error.category).toBe('auth')
    expect(here.error.hint).toMatch(
      /^connect\.zhihuiya\.com does not know apikey.* could be https:\/\/connect\.patsnap\.com\. In use: api-key-bearer/,
    )
    expect(here.calls).toBe(1)
    const there = await refused({ ...keyed, baseUrl: ELSEWHERE, gatewayApiKey: keyed.apikey })
    expect(there.error.hint).toMatch(
      /^connect\.patsnap\.com does not know gatewayApiKey.* could be https:\/\/connect\.zhihuiya\.com\./,
    )
  })

  it('tells a key that goes where the gateway does not look', async () => {
    statement(CHINA, 401, KEY_REFUSAL)

    const { error, calls } = await refused(keyed)
    expect(error).toMatchObject({ category: 'auth', vendor: { code: '67200008' } })
    expect(error.hint).toMatch(/query parameter apikey.* In use: api-key-bearer .* Others: api-key-query .*, oauth /)
    expect(calls).toBe(1)
  })

  it('tells a missing permission from empty accounts, and says where the vendor does not', async () => {
    statement(CHINA, 200, QUOTA_REFUSAL)
    expect((await refused(keyed)).error).toMatchObject({
      category: 'permission',
      hint: expect.stringMatching(/permission.*package's quota/),
    })
    nock.cleanAll()
    statement(CHINA, 200, refusal(67200005))
    expect((await refused(keyed)).error).toMatchObject({
      category: 'quota_exhausted',
      hint: expect.stringMatching(/balance/),
    })
    nock.cleanAll()
    statement(CHINA, 200, refusal(67200203, 'API need a true rate!'))
    expect((await refused(keyed)).error).toMatchObject({
      category: 'permission',
      hint: expect.stringMatching(/bought/),
    })
  })

  it.each(['json', 'query', 'form'])(
    'tells parameters that the vendor looks for elsewhere than in the %s',
    async (paramsIn) => {
      statement(CHINA, 200, refusal(10001, 'required'))

      expect((await refused({ ...keyed, paramsIn })).error).toMatchObject({
        category: 'invalid_request',
        hint: expect.stringContaining(`Parameters go in the ${paramsIn}: check paramsIn`),
      })
    },
  )

  it('tells a clock that is ahead: the vendor refuses days that it has not seen', async () => {
    const ahead = '2025-02-03T12:00:00+08:00'
    await using vendor = await startZhihuiyaSimulator({ now: () => Date.parse('2025-02-01T12:00:00+08:00') })
    const { runtime } = host(ahead)
    const checking = runtime.check('patents', { connector: 'zhihuiya', config: vendor.config })

    await expect(checking).rejects.toMatchObject({
      category: 'invalid_request',
      vendor: { code: '68300004' },
      hint: expect.stringMatching(/this machine's clock/),
    })
  })

  it('tells a wrong host: one that knows no such path, one that redirects, one that is not there', async () => {
    const body = '{"error_code":67200101,"http_status":404,"message":"no such API"}'
    nock('https://api.zhihuiya.com').post('/open-user/statement/v2').reply(404, body)
    expect((await refused({ ...keyed, baseUrl: 'https://api.zhihuiya.com' })).error).toMatchObject({
      category: 'config',
      hint: expect.stringMatching(/api\.zhihuiya\.com does not know the path.*https:\/\/connect\.zhihuiya\.com/),
    })
    nock('https://www.zhihuiya.com')
      .post('/open-user/statement/v2')
      .reply(302, '', { location: 'https://passport.zhihuiya.com/login?from=x' })
    const { error, calls } = await refused({ ...keyed, baseUrl: 'https://www.zhihuiya.com' })
    expect(error).toMatchObject({ code: 'REDIRECT_REFUSED', category: 'config' })
    expect(calls).toBe(1)
    nock('https://connect.zhihuiya.co')
      .persist()
      .post('/open-user/statement/v2')
      .replyWithError(Object.assign(new Error(), { code: 'ENOTFOUND' }))
    expect((await refused({ ...keyed, currency: 'CNY', baseUrl: 'https://connect.zhihuiya.co' })).error).toMatchObject({
      code: expect.stringMatching(/^NETWORK_/),
    })
  })

  it.each(['https://open.zhihuiya.com', 'https://open.patsnap.com/devportal'])(
    'sends nothing to a portal of the documentation: %s',
    async (baseUrl) => {
      const { error, calls } = await refused({ ...keyed, baseUrl })
      expect(error).toMatchObject({
        category: 'config',
        message: expect.stringMatching(/"baseUrl".*portal.*gateways are/),
      })
      expect(calls).toBe(0)
    },
  )
})
