import { createServer, type RequestListener } from 'node:http'
import { CLOCK, LOGGER, OutlayError } from '@outlay/core'
import { type CheckReport, createRuntime } from '@outlay/core/runtime'
import { container } from 'tsyringe'
import { afterEach, describe, expect, it } from 'vitest'
import { essbasic } from './index.js'
import { type EssbasicSimulator, type EssbasicSimulatorOptions, startEssbasicSimulator } from './simulator/index.js'

const NOW = Date.parse('2026-11-21T12:00:00+08:00')
const MINUTES = 60_000

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

describe('a check', () => {
  it('takes one call that keeps nothing', async () => {
    const vendor = await simulator()
    const { report } = await checked(vendor.config)
    expect(report).toMatchObject({ endpoint: 'ChannelDescribeBillUsageDetail', origin: vendor.baseUrl })
    expect(report?.auth).toBe('a tc3-hmac-sha256 signature')
    expect(vendor.requests).toHaveLength(1)
  })

  it.each([
    ['secretId', 'AuthFailure.SecretIdNotFound', /secretId/],
    ['secretKey', 'AuthFailure.SignatureFailure', /secretKey/],
    ['token', 'AuthFailure.TokenFailure', /STS token/],
  ])('names a wrong %s', async (key, code, hint) => {
    const vendor = await simulator({ token: 'sts-token' })
    const { error } = await checked({ ...vendor.config, [key]: 'wrong' })
    expect(error).toMatchObject({ category: 'auth', vendor: { code }, hint: expect.stringMatching(hint) })
    expect(vendor.requests).toHaveLength(1)
  })

  it('names a missing token', async () => {
    const { token: _token, ...config } = (await simulator({ token: 'sts-token' })).config
    const { error } = await checked(config)
    expect(error).toMatchObject({ category: 'auth', hint: expect.stringMatching(/STS token/) })
  })

  it.each(['UnauthorizedOperation', 'AuthFailure.UnauthorizedOperation', 'OperationDenied.NoApiAuth'])(
    'tells %s, a right key that may not do this, from a wrong one',
    async (code) => {
      const vendor = await simulator()
      vendor.fault({ kind: 'error', code })
      const { error } = await checked(vendor.config)
      expect(error).toMatchObject({ category: 'permission', vendor: { code }, hint: expect.stringMatching(/Grant/) })
    },
  )

  it.each(['IpNotInWhitelist', 'IpInBlacklist'])('tells %s, a machine that may not', async (code) => {
    const vendor = await simulator()
    vendor.fault({ kind: 'error', code })
    const { error } = await checked(vendor.config)
    expect(error).toMatchObject({ category: 'permission', hint: expect.stringMatching(/machine's address/) })
  })

  it.each([12, -12])('goes on by a clock that is %d minutes off, and says that it is', async (minutes) => {
    const vendor = await simulator({ now: () => NOW + minutes * MINUTES })
    const { report, warnings } = await checked(vendor.config)
    expect(report?.origin).toBe(vendor.baseUrl)
    expect(vendor.requests.map(({ code }) => code)).toEqual(['AuthFailure.SignatureExpire', '0'])
    expect(warnings).toEqual([expect.stringMatching(/clock is off the vendor's: set it/)])
  })

  it("names the clock where the vendor's cannot be read", async () => {
    const vendor = await simulator()
    vendor.fault({ kind: 'error', code: 'AuthFailure.SignatureExpire' }, 2)
    const { error } = await checked(vendor.config)
    expect(error).toMatchObject({ category: 'auth', hint: expect.stringMatching(/clock/) })
  })

  it('names an application that the vendor does not know', async () => {
    const vendor = await simulator()
    const { error } = await checked({ ...vendor.config, appId: 'yDnobody' })
    expect(error).toMatchObject({ category: 'not_found', hint: 'Check appId.' })
  })
})

describe('a wrong host', () => {
  const cases: readonly (readonly [what: string, code: string, listener: RequestListener])[] = [
    ['that is a web site', 'REPLY_HTML', (_request, response) => response.end('<!DOCTYPE html><title>Hi</title>')],
    ['that knows no such page', 'VENDOR_NOT_FOUND', (_request, response) => response.writeHead(404).end('none')],
    ['of another API', 'REPLY_UNEXPECTED', (_request, response) => response.end('{"code":0,"data":{}}')],
    ['that sends on', 'REDIRECT_REFUSED', (_request, response) => response.writeHead(302, { location: '/x' }).end()],
    ['of another product', 'VENDOR_NOT_FOUND', refusing('InvalidAction')],
    ['of another version', 'VENDOR_NOT_FOUND', refusing('NoSuchVersion')],
  ]

  it.each(cases)('%s gives %s', async (_what, code, listener) => {
    const { error } = await checked({ ...keys, baseUrl: await serving(listener) })
    expect(error).toMatchObject({ code, hint: expect.stringMatching(/baseUrl/) })
    expect(['auth', 'permission']).not.toContain(error?.category)
  })

  it('where nothing listens is unreachable', async () => {
    const baseUrl = await serving(() => {})
    for (const close of closing.splice(0)) await close()
    const { error } = await checked({ ...keys, baseUrl })
    expect(error).toMatchObject({ code: 'NETWORK_UNREACHABLE', hint: expect.stringMatching(/baseUrl/) })
  })
})

const keys = { secretId: 'AKIDexample', secretKey: 'example-secret-key', appId: 'yDexample' }

async function simulator(options: EssbasicSimulatorOptions = {}): Promise<EssbasicSimulator> {
  const vendor = await startEssbasicSimulator({ now: () => NOW, perDay: 1, ...options })
  closing.push(() => vendor.close())
  return vendor
}

/** A server that is not the vendor's. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  closing.push(
    () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  )
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

function refusing(Code: string): RequestListener {
  return (_request, response) => response.end(JSON.stringify({ Response: { Error: { Code }, RequestId: 's1' } }))
}

interface Checked {
  readonly report?: CheckReport
  readonly error?: OutlayError
  readonly warnings: readonly string[]
}

async function checked(config: object): Promise<Checked> {
  let time = NOW
  const clock = {
    now: () => time,
    sleep: async (ms: number) => {
      time += ms
    },
  }
  const warnings: string[] = []
  const quiet = () => {}
  const logger = { debug: quiet, info: quiet, warn: (message: string) => warnings.push(message), error: quiet }
  const child = container.createChildContainer().register(CLOCK, { useValue: clock })
  child.register(LOGGER, { useValue: logger })
  await using runtime = createRuntime({ connectors: [essbasic], container: child })
  try {
    return { report: await runtime.check('e-sign', { connector: 'essbasic', config }), warnings }
  } catch (error) {
    if (!OutlayError.isInstance(error)) throw error
    return { error, warnings }
  }
}
