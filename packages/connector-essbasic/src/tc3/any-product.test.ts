// The strategy as another product of the vendor's would use it, held against the signer of the vendor's own client.
import { createRequire } from 'node:module'
import { CLOCK, connector, secret } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import fc from 'fast-check'
import nock from 'nock'
import { container } from 'tsyringe'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { tc3HmacSha256 } from './tc3-hmac-sha256.js'

type Signer = typeof import('tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js')
// A module of the older kind: what its default export is depends on who imports it.
const { default: Sign }: Signer = createRequire(import.meta.url)(
  'tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js',
)

const HOST = 'https://cvm.ap-guangzhou.tencentcloudapi.com'
const keys = { secretId: 'AKIDexample', secretKey: 'example-secret-key' }

const machines = connector({
  id: 'machines',
  title: 'Machines',
  docs: 'https://example.com',
  config: z.strictObject({ secretId: secret(), secretKey: secret(), text: z.string(), get: z.boolean() }),
  http: { baseUrl: () => HOST },
  auth: (a) => tc3HmacSha256(a, { service: 'cvm', credentials: (c) => c }),
  billing: () => ({
    provider: 'Tencent Cloud',
    service: 'Machines',
    category: 'Compute',
    subcategory: 'Virtual Machines',
    timeZone: 'UTC',
    currency: 'CNY',
    currencySource: 'documented',
  }),
})
const describeInstances = machines.endpoint(
  { name: 'DescribeInstances', response: z.object({ Total: z.int() }) },
  ({ config: { text, get } }) =>
    get
      ? { path: '/', query: { Limit: 10, 'Filters.0.Name': text } }
      : { path: '/', json: { Limit: 10, Filters: [{ Name: text }] } },
)
const instances = describeInstances.stream(
  { name: 'instances', records: (body) => [body], record: z.object({ Total: z.int() }) },
  { primaryKey: ['Total'] },
)
const plugin = machines.plugin({ streams: [instances], check: describeInstances })

it('signs a GET or a POST of any product as the client of the vendor does, whatever is asked and whenever', async () => {
  const instant = fc.integer({ min: 1_500_000_000, max: 4_000_000_000 })
  const text = fc.string({ unit: 'grapheme', maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(instant, text, fc.boolean(), async (seconds, asked, get) => {
      const sent = await sentAt(seconds, { text: asked, get })
      const { 'content-type': contentType = '', authorization, 'x-tc-timestamp': stated } = sent.headers
      expect(stated).toBe(String(seconds))
      expect(contentType).toBe(get ? 'application/x-www-form-urlencoded' : 'application/json')
      expect(authorization).toBe(
        Sign.sign3({
          ...keys,
          ...{ method: sent.method, url: sent.url, payload: sent.body, service: 'cvm', timestamp: seconds },
          ...{ headers: { 'Content-Type': contentType }, multipart: false, boundary: '' },
        }),
      )
    }),
    { numRuns: 40 },
  )
})

interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** The one request of a reading, as it leaves at an instant (Unix seconds). */
async function sentAt(seconds: number, asked: { text: string; get: boolean }): Promise<Sent> {
  const sent: Sent[] = []
  nock(HOST)
    .intercept(/^\//, asked.get ? 'GET' : 'POST')
    .reply(async (request: Request) => {
      const { method, url, headers } = request
      sent.push({ method, url, headers: Object.fromEntries(headers), body: Buffer.from(await request.arrayBuffer()) })
      return [200, '{"Total":1}']
    })
  const clock = { now: () => seconds * 1000, sleep: async () => {} }
  const child = container.createChildContainer().register(CLOCK, { useValue: clock })
  await using runtime = createRuntime({ connectors: [plugin], container: child })
  for await (const row of runtime.read(plugin, 'instances', { config: { ...keys, ...asked } }))
    expect(row.Total).toBe(1)
  const [only] = sent
  if (only === undefined) throw new Error('nothing was sent')
  return only
}
