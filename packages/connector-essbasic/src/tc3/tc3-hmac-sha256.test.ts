import { createHash, createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { type Authenticator, type EncodedRequest, Secret } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import { essbasic } from '../index.js'
import { canonicalRequest } from './canonical-request.js'
import { scopeAt, scopeText, stringToSign } from './string-to-sign.js'
import { type Tc3Credentials, tc3HmacSha256 } from './tc3-hmac-sha256.js'
import { tc3Signature } from './tc3-signature.js'

interface Vector {
  name: string
  input: {
    secretId: string
    secretKey: string
    token: string | null
    method: string
    endpoint: string
    service: string
    path: string
    queryString: string
    action: string
    timestamp: number
    contentType: string
    signedHeaders: string[]
    payload: string
  }
  expected: {
    date: string
    credentialScope: string
    canonicalRequest: string
    stringToSign: string
    signature: string
    authorization: string
  }
}

const vectorFile = new URL('../../../../../shared/vectors/tc3.json', import.meta.url)
const present = existsSync(vectorFile)
const { vectors }: { vectors: Vector[] } = present ? JSON.parse(readFileSync(vectorFile, 'utf8')) : { vectors: [] }
const title = present
  ? 'recorded signatures'
  : 'recorded signatures (skipped: no shared/vectors/tc3.json beside the repository)'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

describe.skipIf(!present)(title, () => {
  it('finds the vectors', () => expect(vectors.length).toBeGreaterThanOrEqual(8))

  it.each(vectors)('reproduces every step of $name', ({ input, expected }) => {
    const scope = scopeAt(input.timestamp, input.service)
    const canonical = canonicalRequest(requestOf(input), input.signedHeaders)
    const text = stringToSign(input.timestamp, scope, canonical)
    expect(scope.date).toBe(expected.date)
    expect(scopeText(scope)).toBe(expected.credentialScope)
    expect(canonical).toBe(expected.canonicalRequest)
    expect(text).toBe(expected.stringToSign)
    expect(tc3Signature(input.secretKey, scope, text)).toBe(expected.signature)
  })

  const ownHeaders = vectors.filter(({ input }) => input.signedHeaders.join() === 'content-type,host')

  it.each(ownHeaders)('authenticates $name with the recorded header', async ({ input, expected }) => {
    const sent = await apply(requestOf(input), input)
    expect(sent.headers.authorization).toBe(expected.authorization)
    expect(sent.headers['x-tc-timestamp']).toBe(String(input.timestamp))
    expect(sent.headers['x-tc-token']).toBe(input.token ?? undefined)
    expect(sent.headers['content-type']).toBe(input.contentType)
  })
})

describe('tc3HmacSha256', () => {
  const documented = {
    secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE',
    secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE',
    token: null,
    service: 'cvm',
    timestamp: 1551113065,
  }
  const body = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'

  it('gives the signature that the vendor publishes', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const sent = await apply(post('https://cvm.tencentcloudapi.com/', body, headers), documented)
    expect(sent.headers.authorization).toMatch(
      /Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168$/,
    )
  })

  it('signs the host with its port, and not without it', async () => {
    const at = async (url: string) => (await apply(post(url, body), documented)).headers.authorization
    expect(await at('http://127.0.0.1:8080/')).not.toBe(await at('http://127.0.0.1/'))
    expect(await at('https://cvm.tencentcloudapi.com:443/')).toBe(await at('https://cvm.tencentcloudapi.com/'))
  })

  it('takes the date in UTC, when China is a day ahead', async () => {
    const sent = await apply(post('https://cvm.tencentcloudapi.com/', body), { ...documented, timestamp: 1704067199 })
    expect(sent.headers.authorization).toContain('/2023-12-31/cvm/tc3_request')
  })

  it('gives a request without content type the one that it signs', async () => {
    const get: EncodedRequest = {
      method: 'GET',
      url: 'https://cvm.tencentcloudapi.com/?Limit=10',
      headers: {},
      body: undefined,
    }
    const sent = await apply(get, documented)
    expect(sent.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(get.headers).toEqual({})
  })

  it('says where the credentials go, and shows none', () => {
    expect(authenticator(documented).describe({})).toBe('a tc3-hmac-sha256 signature')
  })
})

describe('the bytes on the wire', () => {
  it.each([{ token: 'sts-token' }, {}])('carry a signature that independent code agrees with (%j)', async (more) => {
    const { baseUrl, received } = await rawVendor()
    await using runtime = createRuntime({ connectors: [essbasic] })
    const config = {
      ...{ secretId: 'AKIDwire', secretKey: 'wire-secret-key', appId: 'yD应用', baseUrl, ...more },
      ...{
        organizationOpenIds: ['org_典子谦'],
        operatorOpenId: 'n9527',
        region: 'ap-guangzhou',
        language: 'zh-CN' as const,
      },
    }
    await runtime.check('wire', { connector: 'essbasic', config })
    const { requestLine, headers, body } = parse(Buffer.concat(received))
    expect(requestLine).toBe('POST / HTTP/1.1')
    expect(headers).toMatchObject({
      host: new URL(baseUrl).host,
      'content-type': 'application/json',
      'x-tc-action': 'ChannelDescribeBillUsageDetail',
      'x-tc-version': '2021-05-26',
      'x-tc-region': 'ap-guangzhou',
      'x-tc-language': 'zh-CN',
    })
    expect(headers['x-tc-token']).toBe(config.token)
    expect(headers.authorization).toBe(signedAgain(headers, body, config))
    expect(JSON.parse(body.toString('utf8')).Agent).toEqual({
      AppId: 'yD应用',
      ProxyOrganizationOpenId: 'org_典子谦',
      ProxyOperator: { OpenId: 'n9527' },
    })
  })
})

/** The whole algorithm once more, straight from the vendor's description, on what arrived. */
function signedAgain(
  headers: Record<string, string>,
  body: Buffer,
  key: { secretId: string; secretKey: string },
): string {
  const digest = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
  const timestamp = Number(headers['x-tc-timestamp'])
  expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(300)
  const date = new Date(timestamp * 1000).toISOString().split('T')[0]
  const canonical = `POST\n/\n\ncontent-type:${headers['content-type']}\nhost:${headers.host}\n\ncontent-type;host\n${digest(body)}`
  const text = `TC3-HMAC-SHA256\n${timestamp}\n${date}/essbasic/tc3_request\n${digest(canonical)}`
  let secret: Buffer = Buffer.from(`TC3${key.secretKey}`)
  for (const part of [`${date}`, 'essbasic', 'tc3_request', text])
    secret = createHmac('sha256', secret).update(part).digest()
  return `TC3-HMAC-SHA256 Credential=${key.secretId}/${date}/essbasic/tc3_request, SignedHeaders=content-type;host, Signature=${secret.toString('hex')}`
}

/** A socket that keeps what it hears and says that there is no usage. */
async function rawVendor(): Promise<{ baseUrl: string; received: Buffer[] }> {
  const received: Buffer[] = []
  const reply = '{"Response":{"Total":0,"Details":null,"RequestId":"s1"}}'
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      received.push(chunk)
      const { headers, body } = parse(Buffer.concat(received))
      if (body.length < Number(headers['content-length'] ?? Infinity)) return
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${reply.length}\r\n\r\n${reply}`)
    })
  })
  closing.push(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { baseUrl: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, received }
}

function parse(bytes: Buffer): { requestLine: string; headers: Record<string, string>; body: Buffer } {
  const end = bytes.indexOf('\r\n\r\n')
  const [requestLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return { requestLine, headers, body: bytes.subarray(end + 4) }
}

type Key = Pick<Vector['input'], 'secretId' | 'secretKey' | 'token' | 'service' | 'timestamp'>

function apply(request: EncodedRequest, key: Key): EncodedRequest | Promise<EncodedRequest> {
  const clock = { now: () => key.timestamp * 1000 + 999, unixSeconds: () => key.timestamp }
  const unused = {
    random: { next: () => 0, hex: () => '' },
    signal: new AbortController().signal,
    tokens: never,
    call: never,
  }
  return authenticator(key).apply(request, { config: {}, clock, ...unused })
}

const never = null as never

/** Made with a kit that does what core's does: the connector's own is closed over by the runtime. */
function authenticator({ secretId, secretKey, token, service }: Key): Authenticator<object> {
  const credentials: Tc3Credentials = {
    secretId: new Secret(secretId),
    secretKey: new Secret(secretKey),
    token: token === null ? undefined : new Secret(token),
  }
  const sign = (
    kind: string,
    headers: (request: EncodedRequest, context: never) => Readonly<Record<string, string>>,
  ) => ({
    kind,
    describe: () => `a ${kind} signature`,
    apply: (request: EncodedRequest, context: unknown) => ({
      ...request,
      headers: { ...request.headers, ...headers(request, context as never) },
    }),
  })
  return tc3HmacSha256<object>({ sign } as never, { service, credentials: () => credentials })
}

function requestOf(input: Vector['input']): EncodedRequest {
  const { method, endpoint, path, queryString, contentType, action, payload } = input
  const url = `https://${endpoint}${path}${queryString && `?${queryString}`}`
  const headers = { 'content-type': contentType, 'x-tc-action': action }
  return { method, url, headers, body: method === 'GET' ? undefined : Buffer.from(payload) }
}

function post(url: string, body: string, headers = { 'content-type': 'application/json' }): EncodedRequest {
  return { method: 'POST', url, headers, body: Buffer.from(body) }
}
