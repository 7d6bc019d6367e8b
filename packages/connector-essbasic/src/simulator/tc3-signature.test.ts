import { existsSync, readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { describe, expect, it } from 'vitest'
import { startEssbasicSimulator } from './index.js'
import { canonicalRequest, type SignedRequest, stringToSign, tc3Signature } from './tc3-signature.js'

interface Vector {
  name: string
  input: {
    secretId: string
    secretKey: string
    token: string | null
    method: string
    endpoint: string
    service: string
    queryString: string
    action: string
    version: string
    timestamp: number
    contentType: string
    signedHeaders: string[]
    payload: string
    params: { Agent?: { AppId: string; ProxyOrganizationOpenId?: string } }
  }
  expected: { canonicalRequest: string; stringToSign: string; signature: string; authorization: string }
}

const vectorFile = new URL('../../../../../shared/vectors/tc3.json', import.meta.url)
const present = existsSync(vectorFile)
const { vectors }: { vectors: Vector[] } = present ? JSON.parse(readFileSync(vectorFile, 'utf8')) : { vectors: [] }

describe('tc3Signature', () => {
  it('gives the signature that the vendor publishes for its example', () => {
    const body = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    const headers = [
      ['content-type', 'application/json; charset=utf-8'],
      ['host', 'cvm.tencentcloudapi.com'],
    ] as const
    const signed = {
      method: 'POST',
      query: '',
      headers,
      body: Buffer.from(body),
      timestamp: 1551113065,
      service: 'cvm',
    }
    expect(tc3Signature(signed, 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE')).toBe(
      '72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168',
    )
  })
})

const recorded = present
  ? 'recorded TC3 vectors'
  : 'recorded TC3 vectors (skipped: no shared/vectors/tc3.json beside the repository)'

describe.skipIf(!present)(recorded, () => {
  it('finds the vectors', () => expect(vectors.length).toBeGreaterThanOrEqual(8))

  it.each(vectors)('reproduces $name', ({ input, expected }) => {
    const signed = signedRequestOf(input)
    expect(canonicalRequest(signed)).toBe(expected.canonicalRequest)
    expect(stringToSign(signed)).toBe(expected.stringToSign)
    expect(tc3Signature(signed, input.secretKey)).toBe(expected.signature)
  })

  it.each(vectors.filter(({ input }) => input.service === 'essbasic'))('lets $name in', async ({ input, expected }) => {
    const { secretId, secretKey, token, params } = input
    const agent = params.Agent
    await using simulator = await startEssbasicSimulator({
      now: () => input.timestamp * 1_000 + 999,
      secretId,
      secretKey,
      ...(token === null ? {} : { token }),
      appId: agent?.AppId ?? 'none',
      organizations: [agent?.ProxyOrganizationOpenId ?? 'none'],
    })
    await post(simulator.baseUrl, input, expected.authorization)
    await post(simulator.baseUrl, { ...input, payload: `${input.payload} ` }, expected.authorization)
    const [intact, tampered] = simulator.requests
    expect(intact?.code).toBe(agent === undefined ? 'MissingParameter' : '0')
    expect(tampered?.code).toBe('AuthFailure.SignatureFailure')
  })
})

function signedRequestOf(input: Vector['input']): SignedRequest {
  const values: Record<string, string> = {
    'content-type': input.contentType,
    host: input.endpoint,
    'x-tc-action': input.action,
  }
  const headers = input.signedHeaders.map((name) => [name, values[name] ?? ''] as const)
  const { method, queryString: query, timestamp, service } = input
  return { method, query, headers, body: Buffer.from(input.payload), timestamp, service }
}

function post(baseUrl: string, input: Vector['input'], authorization: string): Promise<void> {
  const headers = {
    Host: input.endpoint,
    'Content-Type': input.contentType,
    'X-TC-Action': input.action,
    'X-TC-Version': input.version,
    'X-TC-Timestamp': String(input.timestamp),
    Authorization: authorization,
    ...(input.token === null ? {} : { 'X-TC-Token': input.token }),
  }
  return new Promise((resolve, reject) => {
    const sent = httpRequest(baseUrl, { method: 'POST', headers }, (response) => {
      response.resume().once('end', resolve)
    })
    sent.once('error', reject).end(input.payload)
  })
}
