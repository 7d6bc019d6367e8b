import { createHash, createHmac } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { type EssbasicSimulator, type EssbasicSimulatorOptions, startEssbasicSimulator } from './index.js'

const start = Date.parse('2026-10-20T00:00:00+08:00')
const afterwards = Date.parse('2026-12-10T00:00:00+08:00')

interface Detail {
  FlowId: string
  FlowName: string
  FlowStatus: string
  QuotaType: string
  UseCount: number
  CostTime: number
  CostType: number
  OperatorName: string
}

const open: EssbasicSimulator[] = []
let time = afterwards
afterEach(async () => {
  time = afterwards
  await Promise.all(open.splice(0).map((simulator) => simulator.close()))
})

describe('usage', () => {
  it('adds up over its pages to the charges', async () => {
    const simulator = await running({ maxLimit: 50 })
    const { rows, total } = await walk(simulator, '20261101', '20261130')
    expect(rows).toHaveLength(total)
    expect(total).toBeGreaterThan(30 * 60 * 0.9)
    expect(total).toBeLessThan(30 * 60 * 1.1)
    const charges = simulator.charges({ from: '2026-11-01', to: '2026-12-01' })
    expect(charges.map(({ sku, quantity }) => [sku, quantity])).toEqual(
      rows.map((row) => [row.QuotaType, String(row.UseCount)]),
    )
    expect(charges.map(({ day }) => day)).toEqual(rows.map((row) => chinaDate(row.CostTime)))
  })

  it('has the documented members, sorted by CostTime', async () => {
    const { rows } = await walk(await running(), '20261101', '20261107')
    for (const row of rows) expect(row.FlowId).toMatch(/^[A-Za-z0-9]{32}$/)
    const times = rows.map((row) => row.CostTime)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual(
      'CostTime CostType CreateOrganizationName FlowId FlowName FlowStatus OperatorName QuotaName QuotaType Remark UseCount'.split(
        ' ',
      ),
    )
    expect(rows.some((row) => row.OperatorName === '张三;典子谦')).toBe(true)
  })

  it('contains returns one to three days after their charge, in the next month too', async () => {
    const simulator = await running()
    const october = await walk(simulator, '20261020', '20261031')
    const november = await walk(simulator, '20261101', '20261130')
    const returns = [...october.rows, ...november.rows].filter((row) => row.CostType === 2)
    expect(returns.length).toBeGreaterThan(20)
    const months = returns.map((back) => {
      const charge = [...october.rows, ...november.rows].find(
        (row) => row.CostType === 1 && row.FlowId === back.FlowId && row.QuotaType === back.QuotaType,
      )
      const days = (back.CostTime - (charge?.CostTime ?? 0)) / 86_400
      expect(back.UseCount).toBeLessThan(0)
      expect(back.FlowStatus).toBe('CANCEL')
      expect(days).toBeGreaterThanOrEqual(1)
      expect(days).toBeLessThanOrEqual(3)
      return [charge, back].map((row) => chinaDate(row?.CostTime ?? 0).slice(0, 7)).join(' to ')
    })
    expect(new Set(months)).toContain('2026-10 to 2026-11')
    const settled = october.rows.filter((row) => row.FlowStatus === 'CANCEL').map((row) => row.FlowId)
    const units = [...october.rows, ...november.rows].filter((row) => settled.includes(row.FlowId))
    expect(units.reduce((sum, row) => sum + row.UseCount, 0)).toBe(0)
  })

  it('contains rows that are equal in every member', async () => {
    const { rows } = await walk(await running(), '20261101', '20261130')
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBeLessThan(rows.length - 10)
  })

  it('shows a row from its CostTime on, and lets its FlowStatus change later', async () => {
    const simulator = await running()
    const { rows } = await walk(simulator, '20261110', '20261110')
    const row = rows.find(({ FlowId, FlowStatus }, index) => {
      return FlowStatus === 'ALL' && rows.findIndex((other) => other.FlowId === FlowId) === index
    })
    if (row === undefined) throw new Error('the day has no contract that was signed by all')
    time = row.CostTime * 1_000 - 1
    const before = await walk(simulator, '20261110', '20261110')
    time += 1
    const at = await walk(simulator, '20261110', '20261110')
    expect(before.rows.every(({ CostTime }) => CostTime < row.CostTime)).toBe(true)
    expect(at.rows.at(-1)).toEqual({ ...row, FlowStatus: 'INIT' })
    expect(simulator.charges({ from: '2026-11-10', asOf: time })).toHaveLength(at.total)
  })

  it('is the same in whatever order days are asked, and another for another seed', async () => {
    const [one, two, three] = [await running(), await running(), await running({ seed: 2 })]
    const late = await walk(one, '20261115', '20261115')
    await walk(two, '20261020', '20261031')
    expect(await walk(two, '20261115', '20261115')).toEqual(late)
    expect(await walk(three, '20261115', '20261115')).not.toEqual(late)
  })

  it('splits without remainder by sub-organisation and by quota type', async () => {
    const simulator = await running()
    const { total } = await walk(simulator, '20261101', '20261130')
    const parts = simulator.organizations.map((organization) =>
      walk(simulator, '20261101', '20261130', {
        Agent: { AppId: simulator.config.appId, ProxyOrganizationOpenId: organization },
      }),
    )
    const totals = (await Promise.all(parts)).map((part) => part.total)
    expect(totals.every((part) => part > 0)).toBe(true)
    expect(totals.reduce((sum, part) => sum + part)).toBe(total)
    const typed = Object.keys(simulator.unitPrices).map((QuotaType) =>
      walk(simulator, '20261101', '20261130', { QuotaType }),
    )
    const byType = await Promise.all(typed)
    expect(byType.reduce((sum, part) => sum + part.total, 0)).toBe(total)
    const [organization] = simulator.organizations
    const charges = simulator.charges({ from: '2026-11-01', to: '2026-12-01' })
    expect(charges.filter((charge) => charge.organization === organization)).toHaveLength(totals[0] ?? 0)
  })

  it.each([
    ['null', { Details: null, Total: 0 }],
    ['array', { Details: [], Total: 0 }],
    ['absent', { Total: 0 }],
  ] as const)('states an empty result with Details as %s', async (emptyDetails, expected) => {
    const simulator = await running({ emptyDetails })
    const { Response } = await page(simulator, { StartTime: '20261001', EndTime: '20261019' })
    expect(Response).toEqual({ ...expected, RequestId: expect.any(String) })
  })

  it('counts Offset in pages, 50 rows each where no Limit is given', async () => {
    const simulator = await running({ maxLimit: 50 })
    const days = { StartTime: '20261101', EndTime: '20261103' }
    const second = await page(simulator, { ...days, Offset: 1 })
    const fifth = await page(simulator, { ...days, Offset: 5, Limit: 10 })
    expect(second.Response.Details).toHaveLength(50)
    expect(fifth.Response.Details).toEqual(second.Response.Details?.slice(0, 10))
    expect((await page(simulator, { ...days, Offset: 99 })).Response).toMatchObject({
      Details: null,
      Total: second.Response.Total,
    })
  })
})

describe('a fault', () => {
  it.each([
    [{ kind: 'status', status: 503, retryAfter: '7' }, 503, /simulated/, { 'retry-after': '7' }],
    [{ kind: 'html' }, 200, /^<!DOCTYPE html>/, { 'content-type': 'text/html' }],
    [{ kind: 'empty' }, 200, /^$/, {}],
    [{ kind: 'redirect', location: 'http://127.0.0.1:9/' }, 302, /^$/, { location: 'http://127.0.0.1:9/' }],
    [{ kind: 'error', code: 'InternalError.Db' }, 200, /"Error":\{"Code":"InternalError.Db"/, {}],
  ] as const)('%j meets one request and not the next', async (fault, status, text, headers) => {
    const simulator = await running()
    simulator.fault(fault)
    const reply = await call(simulator, days)
    expect([reply.status, await reply.text()]).toEqual([status, expect.stringMatching(text)])
    expect(Object.fromEntries(reply.headers)).toMatchObject({ ...headers, date: new Date(time).toUTCString() })
    expect((await page(simulator, days)).Response.Total).toBeGreaterThan(0)
    expect(simulator.requests.map(({ code }) => code)).toEqual([fault.kind === 'error' ? fault.code : '', '0'])
  })

  it('cuts a reply in half, twice where asked', async () => {
    const simulator = await running()
    simulator.fault({ kind: 'truncated' }, 2)
    const [one, two, whole] = [await text(simulator), await text(simulator), await text(simulator)]
    expect(one.length).toBeGreaterThan(1_000)
    expect(whole.startsWith(one.slice(0, -1))).toBe(true)
    expect(() => JSON.parse(two)).toThrow(SyntaxError)
    expect(() => JSON.parse(whole)).not.toThrow()
  })

  it('destroys the connection', async () => {
    const simulator = await running()
    simulator.fault({ kind: 'reset' })
    await expect(call(simulator, days)).rejects.toThrow('fetch failed')
    expect(simulator.requests).toEqual([
      { method: 'POST', path: '/', action: 'ChannelDescribeBillUsageDetail', status: 0, code: '' },
    ])
  })

  it('hangs until the simulator closes', async () => {
    const simulator = await running()
    simulator.fault({ kind: 'hang' })
    const hanging = expect(call(simulator, days)).rejects.toThrow('fetch failed')
    await page(simulator, days)
    await simulator.close()
    await hanging
  })
})

const days = { StartTime: '20261101', EndTime: '20261103' }

async function running(options: EssbasicSimulatorOptions = {}): Promise<EssbasicSimulator> {
  // Pages as large as a month spare the tests most of their requests.
  const defaults = { now: () => time, history: start, perSecond: Infinity, maxLimit: 5_000 }
  const simulator = await startEssbasicSimulator({ ...defaults, ...options })
  open.push(simulator)
  return simulator
}

async function walk(simulator: EssbasicSimulator, StartTime: string, EndTime: string, more: object = {}) {
  const rows: Detail[] = []
  for (let Offset = 0; ; Offset += 1) {
    const { Response } = await page(simulator, { StartTime, EndTime, Offset, ...more })
    rows.push(...(Response.Details ?? []))
    if (rows.length >= Response.Total || !Response.Details) return { rows, total: Response.Total }
  }
}

interface Page {
  Response: { Details?: Detail[] | null; Total: number; RequestId: string }
}

async function page(simulator: EssbasicSimulator, members: object): Promise<Page> {
  const reply = await call(simulator, members)
  const json: Page = JSON.parse(await reply.text())
  return json
}

async function text(simulator: EssbasicSimulator): Promise<string> {
  return (await call(simulator, days)).text()
}

function call({ config }: EssbasicSimulator, members: object): Promise<Response> {
  const body = JSON.stringify({ Agent: { AppId: config.appId }, ...members })
  const timestamp = Math.floor(time / 1_000)
  const scope = `${new Date(time).toISOString().slice(0, 10)}/essbasic/tc3_request`
  const digest = (data: string) => createHash('sha256').update(data).digest('hex')
  const signed = `content-type:application/json\nhost:${new URL(config.baseUrl).host}\n\ncontent-type;host`
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${digest(`POST\n/\n\n${signed}\n${digest(body)}`)}`
  let key: string | Buffer = `TC3${config.secretKey}`
  for (const part of [...scope.split('/'), toSign]) key = createHmac('sha256', key).update(part).digest()
  const headers = {
    'Content-Type': 'application/json',
    'X-TC-Action': 'ChannelDescribeBillUsageDetail',
    'X-TC-Version': '2021-05-26',
    'X-TC-Timestamp': String(timestamp),
    Authorization: `TC3-HMAC-SHA256 Credential=${config.secretId}/${scope}, SignedHeaders=content-type;host, Signature=${key.toString('hex')}`,
  }
  return fetch(config.baseUrl, { method: 'POST', headers, body, redirect: 'manual' })
}

function chinaDate(unixSeconds: number): string {
  return new Date(unixSeconds * 1_000 + 8 * 3_600_000).toISOString().slice(0, 10)
}
