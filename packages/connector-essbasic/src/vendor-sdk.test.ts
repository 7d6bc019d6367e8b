// The vendor's own client against the simulator. It signs the name of the host without its port while it sends both, and
// takes the first label of the name for the service: at the vendor, on the standard port, that comes to the same. Here a
// relay plays the part of the network, so that the client may name a host on the standard port, as it does at the vendor:
// nothing is relaxed, no port below 1024 is bound, no name is looked up, and no address but 127.0.0.1 is reached.
import { CLOCK } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { type ClientConfig, CommonClient } from 'tencentcloud-sdk-nodejs-common'
import { container } from 'tsyringe'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { essbasic } from './index.js'
import { type EssbasicSimulator, type EssbasicSimulatorOptions, startEssbasicSimulator } from './simulator/index.js'
import { type LoopbackRelay, startLoopbackRelay } from './testing/loopback-relay.js'

/** Early on the first of a month in China, when it is the day before in UTC. */
const NOW = Date.parse('2026-12-01T01:30:00+08:00')
/** A name that nobody can own. */
const HOST = 'essbasic.vendor.test'
const USAGE = 'ChannelDescribeBillUsageDetail'
const ACCOUNTS = 'ChannelDescribeAccountBillDetail'

const closing: (() => Promise<void>)[] = []
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})
afterEach(async () => {
  vi.useRealTimers()
  for (const close of closing.splice(0).reverse()) await close()
})

describe("the vendor's own client", () => {
  it('reads a month of usage, page by page, and gets what was charged', async () => {
    const { vendor, client } = await meet()
    expect(lines(await month(vendor, client()))).toEqual(
      lines(vendor.charges({ from: '2026-11-01', to: '2026-12-01' })),
    )
    expect(vendor.requests.map(({ code }) => code)).not.toContain('RequestLimitExceeded')
  })

  it('reads the same as our connector', async () => {
    const { vendor, client } = await meet()
    const details = await month(vendor, client())
    const rows = await ours(vendor)
    expect(rows).toEqual(
      details.map(({ FlowName: _name, OperatorName: _names, ...shown }) => ({
        ...shown,
        AppId: vendor.config.appId,
        ProxyOrganizationOpenId: null,
      })),
    )
  })

  it('observes the accounts of a sub-organisation, and of all', async () => {
    const { vendor, client } = await meet()
    const [organization = ''] = vendor.organizations
    for (const asked of [{ organization }, {}]) {
      const { bound, remaining, invalid, bought, given } = vendor.accounts(asked)
      const reply = await client().request(ACCOUNTS, {
        Agent: agent(vendor, { ProxyOrganizationOpenId: asked.organization ?? null }),
      })
      expect(reply).toEqual({
        BoundAccountsNumber: bound,
        RemainAvailableAccountsNumber: remaining,
        InvalidAccountsNumber: invalid,
        TotalBuyAccountsNumber: bought,
        TotalGiftAccountsNumber: given,
        RequestId: expect.stringMatching(/\S/),
      })
    }
  })

  it('is let in with a temporary key pair, a region and a language', async () => {
    const { vendor, relay, client } = await meet({ token: 'sts-token-EXAMPLE==' })
    await client({ region: 'ap-guangzhou', profile: { language: 'en-US' } }).request(ACCOUNTS, { Agent: agent(vendor) })
    const sent = relay.sent.join('\n')
    for (const header of [
      /^host: essbasic\.vendor\.test\r$/im,
      /^x-tc-traceid: [\da-f-]{36}\r$/im,
      /^x-tc-requestclient: SDK_NODEJS_[\d.]+\r$/im,
      /^x-tc-region: ap-guangzhou\r$/im,
      /^x-tc-language: en-US\r$/im,
      /^x-tc-token: sts-token-EXAMPLE==\r$/im,
      /^authorization: TC3-HMAC-SHA256 Credential=\S+\/2026-11-30\/essbasic\/tc3_request, SignedHeaders=content-type;host,/im,
    ])
      expect(sent).toMatch(header)
  })

  it.each([
    ['a wrong secretKey', { secretKey: 'wrong-secret-key' }, 'AuthFailure.SignatureFailure'],
    ['a wrong secretId', { secretId: 'AKIDnobody' }, 'AuthFailure.SecretIdNotFound'],
    ['a token that is none', { token: 'yesterday' }, 'AuthFailure.TokenFailure'],
  ])('understands the refusal of %s', async (_what, wrong, code) => {
    const { vendor, client } = await meet()
    const { secretId, secretKey } = vendor.config
    const refused = client({ credential: { secretId, secretKey, ...wrong } }).request(ACCOUNTS, {
      Agent: agent(vendor),
    })
    await expect(refused).rejects.toMatchObject({ code, requestId: expect.stringMatching(/\S/) })
  })

  it.each([
    [USAGE, { Limit: 51, StartTime: '20261101', EndTime: '20261130' }, 'InvalidParameter.Limit'],
    [USAGE, { StartTime: '20261031', EndTime: '20261101' }, 'InvalidParameterValue.InvalidTime'],
    [ACCOUNTS, { StartTime: '20261101' }, 'UnknownParameter'],
    [ACCOUNTS, { Agent: null }, 'MissingParameter'],
    [ACCOUNTS, { Agent: { AppId: 'yDnobody' } }, 'ResourceNotFound.NotExistApplication'],
    ['DescribeUsage', {}, 'InvalidAction'],
  ])('is refused %s of %j with %s', async (action, members, code) => {
    const { vendor, client } = await meet()
    await expect(client().request(action, { Agent: agent(vendor), ...members })).rejects.toMatchObject({ code })
  })

  it('is refused where its clock is five minutes and a second off', async () => {
    const { vendor, client } = await meet({ now: () => NOW + 301_000 })
    const refused = client().request(ACCOUNTS, { Agent: agent(vendor) })
    await expect(refused).rejects.toMatchObject({ code: 'AuthFailure.SignatureExpire' })
  })

  it('is refused where its region is none', async () => {
    const { vendor, client } = await meet()
    const refused = client({ region: 'Guangzhou' }).request(ACCOUNTS, { Agent: agent(vendor) })
    await expect(refused).rejects.toMatchObject({ code: 'UnsupportedRegion' })
  })

  it('may call each action as often as the other was called', async () => {
    const { vendor, client } = await meet({ perSecond: 1 })
    const members = { Agent: agent(vendor), StartTime: '20261101', EndTime: '20261130' }
    await client().request(USAGE, members)
    await client().request(ACCOUNTS, { Agent: agent(vendor) })
    await expect(client().request(USAGE, members)).rejects.toMatchObject({ code: 'RequestLimitExceeded' })
    expect(vendor.requests.map(({ action, code }) => `${action} ${code}`)).toEqual([
      `${USAGE} 0`,
      `${ACCOUNTS} 0`,
      `${USAGE} RequestLimitExceeded`,
    ])
  })
})

describe('its bytes', () => {
  it('are let in once more as they are, and refused with one changed', async () => {
    const { vendor, relay, client } = await meet()
    await client().request(ACCOUNTS, { Agent: agent(vendor) })
    const sent = Buffer.concat(relay.sent)
      .toString('latin1')
      .replace(/^connection: .*\r$/im, 'Connection: close\r')
    const changed = [
      sent.replace('{"Agent"', '{"agent"'),
      sent.replace(/^content-type: .*\r$/im, 'Content-Type: application/json; charset=utf-8\r'),
      sent.replace(/^host: .*\r$/im, 'Host: ess.vendor.test\r'),
      sent.replace(/^(x-tc-timestamp: )(\d+)\r$/im, (_line, name, value) => `${name}${Number(value) + 1}\r`),
    ]
    expect(await relay.replay(Buffer.from(sent, 'latin1'))).toMatch(/"BoundAccountsNumber":\d/)
    for (const bytes of changed) {
      expect(bytes).not.toBe(sent)
      expect(await relay.replay(Buffer.from(bytes, 'latin1'))).toMatch(/"Code":"AuthFailure\.SignatureFailure"/)
    }
  })
})

describe('on another port', () => {
  it.each([
    ['host', 'AuthFailure.SignatureFailure'],
    ['hostname', '0'],
  ] as const)("is judged by what signedHost says: '%s' gives %s", async (signedHost, code) => {
    const { vendor, client } = await meet({ signedHost })
    const called = client({ profile: { httpProfile: { endpoint: `${HOST}:8080` } } }).request(ACCOUNTS, {
      Agent: agent(vendor),
    })
    await called.catch(() => undefined)
    expect(vendor.requests.map((request) => request.code)).toEqual([code])
  })
})

interface Meeting {
  readonly vendor: EssbasicSimulator
  readonly relay: LoopbackRelay
  /** A client with the simulator's key pair; what is given replaces parts of its config. */
  readonly client: (more?: Partial<ClientConfig>) => CommonClient
}

async function meet(options: EssbasicSimulatorOptions = {}): Promise<Meeting> {
  const vendor = await startEssbasicSimulator({ now: () => NOW, perDay: 8, ...options })
  closing.push(() => vendor.close())
  const relay = await startLoopbackRelay(Number(new URL(vendor.baseUrl).port))
  closing.push(() => relay.close())
  const { secretId, secretKey, token } = vendor.config
  const credential = { secretId, secretKey, ...(token !== undefined && { token }) }
  const client = ({ profile, ...more }: Partial<ClientConfig> = {}) =>
    new CommonClient(HOST, '2021-05-26', {
      credential,
      ...more,
      profile: { ...profile, httpProfile: { protocol: 'http://', agent: relay.agent, ...profile?.httpProfile } },
    })
  return { vendor, relay, client }
}

function agent({ config }: EssbasicSimulator, more: object = {}): object {
  return { AppId: config.appId, ...more }
}

interface Detail {
  readonly QuotaType: string
  readonly UseCount: number
  readonly FlowName: string
  readonly OperatorName: string
}

/** All of November, as the vendor's documentation says: pages are counted from 0 until all rows of Total are here. */
async function month(vendor: EssbasicSimulator, client: CommonClient): Promise<Detail[]> {
  const details: Detail[] = []
  for (let page = 0; page < 20; page += 1) {
    const span = { StartTime: '20261101', EndTime: '20261130', Offset: page, Limit: 50 }
    const reply = await client.request(USAGE, { Agent: agent(vendor), ...span })
    details.push(...(reply.Details ?? []))
    if (details.length >= reply.Total) return details
  }
  throw new Error('the month has no end')
}

async function ours(vendor: EssbasicSimulator) {
  const child = container.createChildContainer()
  child.register(CLOCK, { useValue: { now: () => NOW, sleep: () => Promise.reject(new Error('nobody should wait')) } })
  await using runtime = createRuntime({ connectors: [essbasic], container: child })
  const rows = []
  const span = { from: '2026-11-01', to: '2026-12-01' }
  for await (const row of runtime.read(essbasic, 'bill_usage_detail', { config: vendor.config, ...span }))
    rows.push(row)
  return rows
}

/** Rows and charges as lines that can be compared. */
function lines(
  list: readonly (Pick<Detail, 'QuotaType' | 'UseCount'> | { sku: string; quantity: string })[],
): string[] {
  return list.map((item) => ('sku' in item ? `${item.sku} ${item.quantity}` : `${item.QuotaType} ${item.UseCount}`))
}
