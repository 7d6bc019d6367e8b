import { TRANSPORT, type Transport } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import nock from 'nock'
import { container } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import { collect, host, sync } from '../test/host.js'
import { zhihuiya } from './index.js'

const HOST = 'https://connect.zhihuiya.com'
const config = { apikey: `sk-${'a1'.repeat(24)}`, clientSecret: 'abc123456' }
const EMPTY = '{"data":{"usage":[],"combo_usage":[]},"status":true,"error_code":0}'

/** Answers everything with idle days; gives the spans that were asked for. */
function spans(): string[] {
  const asked: string[] = []
  nock(HOST)
    .persist()
    .post('/open-user/statement/v2')
    .reply(async (request: Request) => {
      const { time_start, time_end } = (await request.json()) as Record<string, string>
      asked.push(`${time_start}-${time_end}`)
      return [200, EMPTY]
    })
  return asked
}

const january = { from: '2025-01-30', to: '2025-02-02' }

describe('the span of a call', () => {
  it('is one day, given as text without dashes', async () => {
    const asked = spans()
    await collect(host('2025-03-01T12:00:00+08:00').runtime.read(zhihuiya, 'statement_totals', { config, ...january }))

    expect(asked).toEqual(['20250130-20250130', '20250131-20250131', '20250201-20250201'])
  })

  it.each(['08:00', '00:00'] as const)('ends on the next day where the end is exclusive (%s)', async (dayBoundary) => {
    const asked = spans()
    const exclusive = { ...config, dayBoundary, endInclusive: false }
    const { runtime } = host('2025-03-01T12:00:00+08:00')
    await collect(runtime.read(zhihuiya, 'statement_totals', { config: exclusive, ...january }))

    expect(asked).toEqual(['20250130-20250131', '20250131-20250201', '20250201-20250202'])
  })

  it.each([
    ['json', undefined],
    ['query', 'apikey=client-1&client_secret=abc123456&time_start=20250130&time_end=20250130'],
    ['form', undefined],
  ] as const)('goes in the %s', async (paramsIn, query) => {
    const members = { apikey: 'client-1', client_secret: 'abc123456', time_start: '20250130', time_end: '20250130' }
    const body = { json: members, form: new URLSearchParams(members).toString(), query: '' }[paramsIn]
    nock(HOST)
      .post('/open-user/statement/v2', body)
      .query(query === undefined ? {} : new URLSearchParams(query))
      .reply(200, EMPTY)
    const { runtime } = host('2025-03-01T12:00:00+08:00')
    const options = { config: { ...config, apikey: 'client-1', auth: 'none', paramsIn }, from: '2025-01-30' } as const

    expect(await collect(runtime.read(zhihuiya, 'statement_totals', { ...options, to: '2025-01-31' }))).toHaveLength(1)
  })

  it('names the key once where both the gateway and the statement want it in the query', async () => {
    let uri = ''
    nock(HOST)
      .post('/open-user/statement/v2')
      .query(true)
      .reply(async (request: Request) => {
        uri = request.url
        return [200, EMPTY]
      })
    const { runtime } = host('2025-03-01T12:00:00+08:00')
    const chosen = { ...config, auth: 'api-key-query', paramsIn: 'query' } as const
    await collect(runtime.read(zhihuiya, 'statement_totals', { config: chosen, from: '2025-01-30', to: '2025-01-31' }))

    expect(new URL(uri).searchParams.getAll('apikey')).toEqual([config.apikey])
    expect(uri).not.toMatch(/apikey=.*apikey=/)
  })
})

describe('a month', () => {
  const monthly = { ...config, granularity: 'month' } as const
  const read = (now: string, asked: { from: string; to?: string }, more: object = {}) =>
    collect(host(now).runtime.read(zhihuiya, 'statement_totals', { config: { ...monthly, ...more }, ...asked }))

  it('is one call, from its first day to its last', async () => {
    const asked = spans()
    const rows = await read('2025-03-15T12:00:00+08:00', { from: '2025-01-01', to: '2025-03-01' })

    expect(asked).toEqual(['20250101-20250131', '20250201-20250228'])
    expect(rows.map(({ date }) => date)).toEqual(['2025-01-01', '2025-02-01'])
  })

  it('ends on the first day of the next where the end is exclusive', async () => {
    const asked = spans()
    await read('2025-03-15T12:00:00+08:00', { from: '2025-02-01', to: '2025-03-01' }, { endInclusive: false })

    expect(asked).toEqual(['20250201-20250301'])
  })

  it.each([
    ['08:00', '2025-03-15T07:59:00+08:00', '20250301-20250314'],
    ['08:00', '2025-03-15T08:00:00+08:00', '20250301-20250315'],
    ['00:00', '2025-03-15T00:00:00+08:00', '20250301-20250315'],
  ])('that is under way is asked for where `to` names it, up to the day of asking (%s, %s)', async (...row) => {
    const [dayBoundary, now, span] = row
    const asked = spans()
    await read(now, { from: '2025-03-01', to: '2025-04-01' }, { dayBoundary })
    expect(asked).toEqual([span])
  })

  it('is not asked for before 09:00 on the day after it', async () => {
    const asked = spans()
    await read('2025-03-01T08:59:59+08:00', { from: '2025-02-01' })
    expect(asked).toEqual([])
    await read('2025-03-01T09:00:00+08:00', { from: '2025-02-01' })
    expect(asked).toEqual(['20250201-20250228'])
  })
})

describe('an accounting day', () => {
  it.each(['08:00', '00:00'] as const)('is not asked for before 09:00 on the next day (%s)', async (dayBoundary) => {
    const asked = spans()
    const chosen = { ...config, dayBoundary }
    const early = host('2025-02-02T08:59:59+08:00').runtime
    await collect(early.read(zhihuiya, 'statement_totals', { config: chosen, from: '2025-01-31' }))
    expect(asked).toEqual(['20250131-20250131'])

    const late = host('2025-02-02T09:00:00+08:00').runtime
    await collect(late.read(zhihuiya, 'statement_totals', { config: chosen, from: '2025-01-31' }))
    expect(asked.slice(1)).toEqual(['20250131-20250131', '20250201-20250201'])
  })

  it('is asked for while it lasts where the user names its end', async () => {
    const asked = spans()
    const { runtime } = host('2025-02-01T15:00:00+08:00')
    await collect(runtime.read(zhihuiya, 'statement_totals', { config, from: '2025-02-01', to: '2025-02-02' }))

    expect(asked).toEqual(['20250201-20250201'])
  })

  it('is read again until three days after its end', async () => {
    const asked = spans()
    const started = host('2025-02-02T09:00:00+08:00')
    const states: string[] = []
    for (const now of ['02-02T09:00', '02-05T07:59', '02-05T09:00', '02-06T09:00']) {
      started.clock.set(`2025-${now}:00+08:00`)
      asked.length = 0
      await sync(started.runtime, config, { to: '2025-02-02' })
      states.push(asked.includes('20250201-20250201') ? 'read' : 'final')
    }

    expect(states).toEqual(['read', 'read', 'read', 'final'])
  })

  it.each([
    ['08:00', '2025-01-29T00:00:00Z', '2025-01-30T00:00:00Z'],
    ['00:00', '2025-01-28T16:00:00Z', '2025-01-29T16:00:00Z'],
  ] as const)('starts at %s in China', async (dayBoundary, start, end) => {
    const usage = { serial_number: 'P042', request_path: '/x', usage_times: 1, fee_times: 1, used_money: 2 }
    nock(HOST)
      .post('/open-user/statement/v2')
      .reply(200, { data: { usage: [usage] }, status: true, error_code: 0 })
    const { runtime } = host('2025-03-01T12:00:00+08:00')
    const { rows } = await sync(runtime, { ...config, dayBoundary }, { from: '2025-01-29', to: '2025-01-30' })

    expect(rows[0]?.record).toMatchObject({ date: '2025-01-29' })
    expect(rows[0]?.charge).toMatchObject({ period: { start, end }, attributes: { DayBoundary: dayBoundary } })
  })
})

describe('calls', () => {
  it('may take a minute: the vendor states ten seconds, and longer for long spans', async () => {
    const scope = container.createChildContainer()
    const timeouts: number[] = []
    const send: Transport['send'] = async (_request, { timeoutMs }) => {
      timeouts.push(timeoutMs)
      return { status: 200, headers: {}, body: new TextEncoder().encode(EMPTY) }
    }
    scope.register(TRANSPORT, { useValue: { send } })
    const runtime = createRuntime({ connectors: [zhihuiya], container: scope })
    await collect(runtime.read(zhihuiya, 'statement_totals', { config, from: '2025-01-30', to: '2025-01-31' }))

    expect(timeouts).toEqual([60_000])
  })

  it('are made one at a time, a second apart', async () => {
    const starts: number[] = []
    const started = host('2025-03-01T12:00:00+08:00')
    let underWay = 0
    let most = 0
    nock(HOST)
      .persist()
      .post('/open-user/statement/v2')
      .reply(async () => {
        starts.push(started.clock.now())
        underWay += 1
        most = Math.max(most, underWay)
        await new Promise(setImmediate)
        underWay -= 1
        return [200, EMPTY]
      })
    await collect(started.runtime.read(zhihuiya, 'statement_totals', { config, from: '2025-01-30', to: '2025-02-03' }))

    expect(most).toBe(1)
    expect(starts.map((start) => start - (starts[0] ?? 0))).toEqual([0, 1000, 2000, 3000])
  })
})
