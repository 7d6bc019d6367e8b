import { createHash, createHmac } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { type EssbasicSimulator, type EssbasicSimulatorOptions, startEssbasicSimulator } from './index.js'

// 2026-11-05 07:30 in Shanghai, when it is still 2026-11-04 in UTC.
const now = Date.UTC(2026, 10, 4, 23, 30)
const seconds = now / 1_000
const agent = { AppId: 'yDsimulatedApplication0000000001' }
const november = { Agent: agent, StartTime: '20261101', EndTime: '20261130' }

interface Call {
  body?: unknown
  /** Signed and sent as it is, in place of `body`. */
  raw?: string | Buffer
  /** Sent instead of what was signed. */
  sentBody?: string | Buffer
  method?: string
  path?: string
  secretId?: string
  secretKey?: string
  timestamp?: number
  date?: string
  service?: string
  /** The scope that Authorization states, where it is not the signed one. */
  statedScope?: string
  signedHost?: string
  signed?: string[]
  contentType?: string
  signedContentType?: string
  headers?: Record<string, string>
}

let simulator: EssbasicSimulator | undefined
afterEach(async () => {
  await simulator?.close()
  simulator = undefined
})

describe('a refused request', () => {
  const invalid = 'AuthFailure.InvalidAuthorization'
  const mismatch = 'AuthFailure.SignatureFailure'
  const cases: [title: string, code: string, call: Call, options?: EssbasicSimulatorOptions][] = [
    ['a GET', 'UnsupportedProtocol', { method: 'GET', sentBody: '' }],
    ['another path', 'InvalidRequest', { path: '/v2' }],
    ['a query', 'InvalidRequest', { path: '/?Limit=1' }],
    ['a form', 'InvalidRequest', { contentType: 'application/x-www-form-urlencoded' }],
    ['another charset', 'InvalidRequest', { contentType: 'application/json; charset=gbk' }],
    ['no Authorization', invalid, { headers: { Authorization: '' } }],
    ['another algorithm', invalid, { headers: { Authorization: 'HMAC-SHA256 x' } }],
    ['an unsigned host', invalid, { signed: ['content-type'] }],
    ['signed headers out of order', invalid, { signed: ['host', 'content-type'] }],
    ['a signed header that is not sent', invalid, { signed: ['content-type', 'host', 'x-tc-other'] }],
    ['an unknown SecretId', 'AuthFailure.SecretIdNotFound', { secretId: 'AKIDother' }],
    ['a wrong SecretKey', mismatch, { secretKey: 'other' }],
    ['a body other than the signed one', mismatch, { sentBody: `${JSON.stringify(november)} ` }],
    ['the date of Shanghai in the scope', mismatch, { date: '2026-11-05' }],
    ['a service guessed from the host', mismatch, { service: '127' }],
    ['a stated date other than the signed one', mismatch, { statedScope: '2026-11-05/essbasic/tc3_request' }],
    ['a stated service other than the signed one', mismatch, { statedScope: '2026-11-04/cvm/tc3_request' }],
    ['a host signed without its port', mismatch, { signedHost: '127.0.0.1' }],
    ['another host', mismatch, { signedHost: 'essbasic.tencentcloudapi.com' }, { signedHost: 'hostname' }],
    ['a Content-Type other than the signed one', mismatch, { signedContentType: 'application/json; charset=utf-8' }],
    ['a clock 301 s slow', 'AuthFailure.SignatureExpire', { timestamp: seconds - 301 }],
    ['a clock 301 s fast', 'AuthFailure.SignatureExpire', { timestamp: seconds + 301 }],
    ['milliseconds as timestamp', 'InvalidParameterValue', { headers: { 'X-TC-Timestamp': String(now) } }],
    ['no timestamp', 'MissingParameter', { headers: { 'X-TC-Timestamp': '' } }],
    ['no token', 'AuthFailure.TokenFailure', {}, { token: 'sts' }],
    ['a wrong token', 'AuthFailure.TokenFailure', { headers: { 'X-TC-Token': 'old' } }, { token: 'sts' }],
    ['a token for a permanent key', 'AuthFailure.TokenFailure', { headers: { 'X-TC-Token': 'sts' } }],
    ['another action', 'InvalidAction', { headers: { 'X-TC-Action': 'DescribeUsage' } }],
    ['no action', 'MissingParameter', { headers: { 'X-TC-Action': '' } }],
    ['another version', 'NoSuchVersion', { headers: { 'X-TC-Version': '2020-11-11' } }],
    ['another language', 'InvalidParameterValue', { headers: { 'X-TC-Language': 'fr' } }],
    ['no JSON', 'InvalidParameter', { raw: '{"Agent":' }],
    ['JSON that is not UTF-8', 'InvalidParameter', { raw: Buffer.from('{"Agent":"\xff"}', 'latin1') }],
    ['a JSON list', 'InvalidParameter', { body: [november] }],
    ['an unknown member', 'UnknownParameter', { body: { ...november, PageSize: 10 } }],
    ['an unknown member of Agent', 'UnknownParameter', { body: { ...november, Agent: { ...agent, appId: 'x' } } }],
    ['an unknown member of the operator', 'UnknownParameter', { body: withAgent({ ProxyOperator: { Id: 'n' } }) }],
    ['no Agent', 'MissingParameter', { body: { ...november, Agent: undefined } }],
    ['no AppId', 'MissingParameter', { body: { ...november, Agent: {} } }],
    ['another application', 'ResourceNotFound.NotExistApplication', { body: withAgent({ AppId: 'yDother' }) }],
    [
      'an unknown sub-organisation',
      'ResourceNotFound.Organization',
      { body: withAgent({ ProxyOrganizationOpenId: 'x' }) },
    ],
    ['a long open id', 'InvalidParameter.OpenId', { body: withAgent({ ProxyOrganizationOpenId: 'x'.repeat(65) }) }],
    ['an operator without OpenId', 'MissingParameter', { body: withAgent({ ProxyOperator: {} }) }],
    ['a number as ClientIp', 'InvalidParameter', { body: withAgent({ ProxyOperator: { OpenId: 'n', ClientIp: 1 } }) }],
    ['a number as ProxyAppId', 'InvalidParameter', { body: withAgent({ ProxyAppId: 0 }) }],
    ['no StartTime', 'MissingParameter', { body: { Agent: agent, EndTime: '20261130' } }],
    ['no EndTime', 'MissingParameter', { body: { Agent: agent, StartTime: '20261101' } }],
    ['a number as StartTime', 'InvalidParameter', { body: { ...november, StartTime: 20261101 } }],
    ['null as QuotaType', 'InvalidParameter', { body: { ...november, QuotaType: null } }],
    [
      'a QuotaType off the list',
      'InvalidParameterValue.InvalidQuotaType',
      { body: { ...november, QuotaType: 'signflow' } },
    ],
    ...['2026-11-01', '20261131', '20260229', '', '2026110'].map(badStart),
    badTimes('a start after the end', '20261103', '20261102'),
    badTimes('a query across two months', '20261031', '20261101'),
    [...badTimes('32 days', '20261001', '20261101'), { sameMonth: false }],
    ...[0, -1, 51, 1.5, '50', null].map((Limit): [string, string, Call] => [
      `Limit ${JSON.stringify(Limit)}`,
      'InvalidParameter.Limit',
      { body: { ...november, Limit } },
    ]),
    ...[-1, 0.5, '0'].map((Offset): [string, string, Call] => [
      `Offset ${JSON.stringify(Offset)}`,
      'InvalidParameter',
      { body: { ...november, Offset } },
    ]),
  ]

  it.each(cases)('%s gets %s', async (_title, code, call, options) => {
    const reply = await tell(call, options)
    expect(reply.json.Response.Error?.Code).toBe(code)
    expect(reply.json.Response.Error?.Message).toMatch(/\S/)
    expect(reply.json.Response.RequestId).toMatch(/\S/)
    expect(reply.status).toBe(200)
    expect(simulator?.requests.at(-1)).toMatchObject({ status: 200, code })
  })

  it('tells the vendor time when the clock is off', async () => {
    const reply = await tell({ timestamp: seconds - 3_600 })
    expect(reply.headers.date).toBe('Wed, 04 Nov 2026 23:30:00 GMT')
  })

  it('is one call too many in a second of the vendor clock, and none in the next', async () => {
    let time = now
    const options = { now: () => time, perSecond: 2 }
    await tell({}, options)
    await tell({})
    const third = await tell({})
    time += 1_000
    await tell({})
    expect(third.json.Response.Error?.Code).toBe('RequestLimitExceeded')
    expect(simulator?.requests.map(({ code }) => code)).toEqual(['0', '0', 'RequestLimitExceeded', '0'])
  })
})

describe('an accepted request', () => {
  it.each<[title: string, call: Call, options?: EssbasicSimulatorOptions]>([
    ['names only what is required', {}],
    ['says its charset', { contentType: 'application/json; charset=utf-8' }],
    ['signs the action too', { signed: ['content-type', 'host', 'x-tc-action'] }],
    ['is 300 s off', { timestamp: seconds + 300 }],
    ['carries its token', { headers: { 'X-TC-Token': 'sts' } }, { token: 'sts' }],
    ['signs the port where the host name would do', {}, { signedHost: 'hostname' }],
    ['signs the host name where that will do', { signedHost: '127.0.0.1' }, { signedHost: 'hostname' }],
    [
      'spans 31 days of two months under the older rule',
      { body: { ...november, StartTime: '20261031' } },
      { sameMonth: false },
    ],
    ['asks for 100 rows under the newer rule', { body: { ...november, Limit: 100 } }, { maxLimit: 100 }],
    [
      'sends what the vendor samples send',
      {
        body: withAgent({
          ProxyOrganizationOpenId: 'org_dianziqian',
          ProxyOperator: { OpenId: 'n9527' },
          ProxyAppId: '',
        }),
      },
    ],
  ])('%s', async (_title, call, options) => {
    const reply = await tell(call, options)
    expect(reply.json.Response.Error).toBeUndefined()
    expect(reply.json.Response.Total).toBeGreaterThan(0)
  })
})

function withAgent(more: object): object {
  return { ...november, Agent: { ...agent, ...more } }
}

function badStart(StartTime: string): [string, string, Call] {
  return [`StartTime '${StartTime}'`, 'InvalidParameterValue.InvalidTime', { body: { ...november, StartTime } }]
}

function badTimes(title: string, StartTime: string, EndTime: string): [string, string, Call] {
  return [title, 'InvalidParameterValue.InvalidTime', { body: { Agent: agent, StartTime, EndTime } }]
}

interface Reply {
  status: number | undefined
  headers: IncomingHttpHeaders
  json: { Response: { Error?: { Code: string; Message: string }; Total?: number; RequestId: string } }
}

async function tell(call: Call, options: EssbasicSimulatorOptions = {}): Promise<Reply> {
  simulator ??= await startEssbasicSimulator({ now: () => now, ...options })
  const { secretId, secretKey, baseUrl } = simulator.config
  const payload = call.raw ?? JSON.stringify(call.body ?? november)
  const { contentType = 'application/json', timestamp = seconds } = call
  const values: Record<string, string> = {
    'content-type': call.signedContentType ?? contentType,
    host: call.signedHost ?? new URL(baseUrl).host,
    'x-tc-action': 'channeldescribebillusagedetail',
  }
  const headers = {
    'Content-Type': contentType,
    'X-TC-Action': 'ChannelDescribeBillUsageDetail',
    'X-TC-Version': '2021-05-26',
    'X-TC-Timestamp': String(timestamp),
    Authorization: sign({ secretId, secretKey, ...call }, values, payload, timestamp),
    ...call.headers,
  }
  const { method = 'POST', path = '/' } = call
  return new Promise((resolve, reject) => {
    const sent = httpRequest(baseUrl + path, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () => {
        const json: Reply['json'] = JSON.parse(Buffer.concat(chunks).toString())
        resolve({ status: response.statusCode, headers: response.headers, json })
      })
    })
    sent.once('error', reject).end(call.sentBody ?? payload)
  })
}

function sign(
  key: Call & { secretId: string; secretKey: string },
  values: Record<string, string>,
  payload: string | Buffer,
  timestamp: number,
): string {
  const { date = new Date(timestamp * 1_000).toISOString().slice(0, 10), service = 'essbasic' } = key
  const names = key.signed ?? ['content-type', 'host']
  const lines = names.map((name) => `${name}:${values[name] ?? ''}\n`).join('')
  const digest = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
  const keyed = (secret: string | Buffer, data: string) => createHmac('sha256', secret).update(data).digest()
  const canonical = `POST\n/\n\n${lines}\n${names.join(';')}\n${digest(payload)}`
  const scope = `${date}/${service}/tc3_request`
  const secret = keyed(keyed(keyed(`TC3${key.secretKey}`, date), service), 'tc3_request')
  const signature = keyed(secret, `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${digest(canonical)}`).toString('hex')
  const stated = `${key.secretId}/${key.statedScope ?? scope}`
  return `TC3-HMAC-SHA256 Credential=${stated}, SignedHeaders=${names.join(';')}, Signature=${signature}`
}
