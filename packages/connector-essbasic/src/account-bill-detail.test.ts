import { CLOCK } from '@outlay/core'
import { createRuntime, type SyncReport } from '@outlay/core/runtime'
import nock from 'nock'
import { container } from 'tsyringe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { essbasic } from './index.js'
import { type EssbasicSimulator, startEssbasicSimulator } from './simulator/index.js'
import { type MemoryLedger, memoryLedger } from './testing/memory-ledger.js'

const HOST = 'https://essbasic.tencentcloudapi.com'
const START = Date.parse('2026-11-21T12:00:00+08:00')
const keys = { secretId: 'AKIDexample', secretKey: 'example-secret-key', appId: 'yDCWpUUckpvv76rqUxjIE8qvXHjCqG4t' }

/** The vendor's page. */
const SAMPLE = {
  BoundAccountsNumber: 1,
  InvalidAccountsNumber: 0,
  RemainAvailableAccountsNumber: 9,
  RequestId: 'd8e66faf-6a5e-4592-9a8e-180b00577571',
  TotalBuyAccountsNumber: 0,
  TotalGiftAccountsNumber: 9,
}

let time = START
beforeEach(() => {
  time = START
})

describe("the vendor's sample", () => {
  it('comes out as counts of the sub-organisation that was asked for', async () => {
    const agent = {
      AppId: keys.appId,
      ProxyOrganizationOpenId: 'org_dianziqian',
      ProxyOperator: { OpenId: 'n9527' },
    }
    const asked = nock(HOST, { reqheaders: { 'x-tc-action': 'ChannelDescribeAccountBillDetail' } })
      .post('/', { Agent: agent })
      .reply(200, { Response: SAMPLE })
    const { RequestId: _id, ...counts } = SAMPLE
    expect(await observe({ organizationOpenIds: ['org_dianziqian'], operatorOpenId: 'n9527' })).toEqual([
      { AppId: keys.appId, ProxyOrganizationOpenId: 'org_dianziqian', ...counts },
    ])
    expect(asked.isDone()).toBe(true)
  })

  it('is kept aside, not guessed at, where a count is missing or none', async () => {
    for (const BoundAccountsNumber of [undefined, null, 'many', 1.5]) {
      nock(HOST)
        .post('/')
        .reply(200, { Response: { ...SAMPLE, BoundAccountsNumber } })
      await expect(observe({})).rejects.toMatchObject({ code: 'RECORDS_QUARANTINED' })
    }
  })
})

describe('a sync', () => {
  let vendor: EssbasicSimulator
  let ledger: MemoryLedger
  beforeEach(async () => {
    vendor = await startEssbasicSimulator({ now: () => time, perDay: 1 })
    ledger = memoryLedger()
  })
  afterEach(() => vendor.close())

  it('does not ask unless the stream is enabled', async () => {
    await sync({})
    expect(new Set(vendor.requests.map(({ action }) => action))).toEqual(new Set(['ChannelDescribeBillUsageDetail']))
  })

  it('adds an observation a run, with its instant, and no charge', async () => {
    const known = [observation()]
    expect((await sync({ account_bill_detail: { enabled: true } })).failures).toEqual([])
    time += 9 * 86_400_000
    known.push(observation())
    await sync({ account_bill_detail: { enabled: true } })
    const rows = ledger.rows().filter(({ stream }) => stream.name === 'account_bill_detail')
    expect(rows.map(({ record, key }) => ({ record, at: JSON.parse(key)[0] }))).toEqual(known)
    expect(known[0]?.record).not.toEqual(known[1]?.record)
    expect(rows.map(({ charge }) => charge)).toEqual([null, null])
  })

  it('counts each sub-organisation on its own, and a wrong one leaves the others', async () => {
    const [first = '', second = ''] = vendor.organizations
    const report = await sync(
      { account_bill_detail: { enabled: true }, bill_usage_detail: { enabled: false } },
      { organizationOpenIds: [first, 'org_nobody', second] },
    )
    expect(report.failures.map(({ error }) => error.vendor?.code)).toEqual(['ResourceNotFound.Organization'])
    expect(ledger.rows().map(({ record }) => [record.ProxyOrganizationOpenId, record.BoundAccountsNumber])).toEqual(
      [first, second].map((organization) => [organization, vendor.accounts({ organization }).bound]),
    )
  })

  it('takes nothing of what the other action may be called', async () => {
    const organizations = Array.from({ length: 20 }, (_, index) => `org_${index}`)
    await vendor.close()
    vendor = await startEssbasicSimulator({ now: () => time, perDay: 1, organizations })
    await sync({ account_bill_detail: { enabled: true } }, { organizationOpenIds: organizations })
    expect(vendor.requests.map(({ code }) => code)).toEqual(Array.from({ length: 40 }, () => '0'))
    expect(time).toBe(START) // 20 calls of each at once: 20 a second for both together would have taken a second
  })

  /** What the ledger should hold of now. */
  function observation() {
    const { bound, remaining, invalid, bought, given } = vendor.accounts()
    const record = {
      AppId: vendor.config.appId,
      ProxyOrganizationOpenId: null,
      BoundAccountsNumber: bound,
      RemainAvailableAccountsNumber: remaining,
      InvalidAccountsNumber: invalid,
      TotalBuyAccountsNumber: bought,
      TotalGiftAccountsNumber: given,
    }
    return { record, at: new Date(time).toISOString().replace('.000Z', 'Z') }
  }

  async function sync(streams: object, more: object = {}): Promise<SyncReport> {
    await using runtime = host()
    const config = { ...vendor.config, ...more }
    const connections = { 'e-sign': { connector: 'essbasic', config, streams: { ...streams } } }
    const [report] = await runtime.sync({ connections, destination: ledger, from: '2026-11-01' })
    if (report === undefined) throw new Error('the sync has no report')
    return report
  }
})

async function observe(more: object) {
  await using runtime = host()
  const rows = []
  for await (const row of runtime.read(essbasic, 'account_bill_detail', { config: { ...keys, ...more } })) {
    const bound: number = row.BoundAccountsNumber // compiles only where read() knows the record
    expect(bound).toBeTypeOf('number')
    rows.push(row)
  }
  return rows
}

function host() {
  const clock = {
    now: () => time,
    sleep: async (ms: number) => {
      time = Math.max(time, Math.ceil(time + ms))
    },
  }
  const child = container.createChildContainer().register(CLOCK, { useValue: clock })
  return createRuntime({ connectors: [essbasic], container: child })
}
