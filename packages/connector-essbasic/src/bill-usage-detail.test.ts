import { CLOCK, type ConfigOf, OBSERVER, type RunEvent } from '@outlay/core'
import { createRuntime, type ReadOptions } from '@outlay/core/runtime'
import nock from 'nock'
import { container } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import { essbasic } from './index.js'

const HOST = 'https://essbasic.tencentcloudapi.com'
const appId = 'yDwFdUUckpsw******yQ0af8bHosXQtb'
const keys = { secretId: 'AKIDexample', secretKey: 'example-secret-key' }
const september = { from: '2023-09-01', to: '2023-10-01' }

const ROW = {
  CostTime: 1695037514,
  CostType: 1,
  FlowStatus: 'ALL',
  QuotaType: 'CloudEnterprise',
  UseCount: 1,
}

describe('the months', () => {
  it('are asked for one by one, from their first day to their last, in China', async () => {
    const sent = vendor(empty(), 3)
    await rows({ config: { ...keys, appId }, from: '2024-01-31', to: '2024-03-01T00:00:01+08:00' })
    expect(sent.map(({ StartTime, EndTime }) => [StartTime, EndTime]).sort()).toEqual([
      ['20240101', '20240131'],
      ['20240201', '20240229'],
      ['20240301', '20240331'],
    ])
  })

  it.each([
    ['2026-11-21T03:00:00Z', '20261121'],
    ['2026-11-21T15:59:59Z', '20261121'],
    ['2026-11-21T16:00:00Z', '20261122'],
    ['2026-11-30T15:59:59Z', '20261130'],
  ])('end today in China where they still last (%s)', async (now, today) => {
    const sent = vendor(empty())
    await rows({ config: { ...keys, appId }, from: '2026-11-01', to: '2026-12-01' }, now)
    expect(sent[0]).toMatchObject({ StartTime: '20261101', EndTime: today })
  })

  it('turn at midnight in China, eight hours before UTC', async () => {
    const sent = vendor(empty(), 2)
    await rows({ config: { ...keys, appId }, from: '2026-11-30' }, '2026-11-30T16:00:01Z')
    expect(sent.map(({ StartTime, EndTime }) => `${StartTime} ${EndTime}`).sort()).toEqual([
      '20261101 20261130',
      '20261201 20261201',
    ])
  })
})

describe('the pages', () => {
  it('are counted from 0, one by one, with Limit on each', async () => {
    const sent = vendor(
      (body) =>
        page(
          5,
          Array.from({ length: body.Offset === 2 ? 1 : 2 }, (_, row) => use(body.Offset * 2 + row)),
        ),
      3,
    )
    const found = await rows({ config: { ...keys, appId, pageSize: 2 }, ...september })
    expect(sent.map(({ Offset, Limit }) => [Offset, Limit]).sort()).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ])
    expect(found.map(({ FlowId }) => FlowId)).toEqual(['flow0', 'flow1', 'flow2', 'flow3', 'flow4'])
  })

  it('have 50 rows unless told otherwise', async () => {
    const sent = vendor(empty())
    await rows({ config: { ...keys, appId }, ...september })
    expect(sent[0]?.Limit).toBe(50)
  })

  it('end at a short one where no total is stated', async () => {
    const sent = vendor(
      (body) => JSON.stringify({ Response: { Details: body.Offset === 0 ? [use(0), use(1)] : [use(2)] } }),
      2,
    )
    expect(await rows({ config: { ...keys, appId, pageSize: 2 }, ...september })).toHaveLength(3)
    expect(sent).toHaveLength(2)
  })

  it.each([
    '{"Response":{"Total":0}}',
    '{"Response":{"Total":0,"Details":null}}',
    '{"Response":{"Total":0,"Details":[]}}',
    '{"Response":{"Details":[]}}',
  ])('may be empty as %s', async (reply) => {
    vendor(reply)
    expect(await rows({ config: { ...keys, appId }, ...september })).toEqual([])
  })

  it('are refused when they state neither rows nor their number', async () => {
    vendor('{"Response":{"RequestId":"s1"}}')
    await expect(rows({ config: { ...keys, appId }, ...september })).rejects.toMatchObject({ code: 'REPLY_UNEXPECTED' })
  })
})

describe('the rows', () => {
  it('are asked for by sub-organisation and quota type where the config names them', async () => {
    const sent = vendor(empty(), 4)
    const config = {
      ...keys,
      appId,
      organizationOpenIds: ['a', 'b'],
      quotaTypes: ['SignFlow', 'TypeOfTomorrow'],
      proxyAppId: 'p',
    }
    await rows({ config, ...september })
    const asked = sent.map(
      ({ Agent, QuotaType }) => `${Agent.ProxyOrganizationOpenId} ${QuotaType} ${Agent.ProxyAppId}`,
    )
    expect(asked.sort()).toEqual(['a SignFlow p', 'a TypeOfTomorrow p', 'b SignFlow p', 'b TypeOfTomorrow p'])
  })

  it('keep no operator for the whole application, and no empty member', async () => {
    const sent = vendor(empty())
    await rows({ config: { ...keys, appId, operatorOpenId: 'n9527' }, ...september })
    expect(sent[0]?.Agent).toEqual({ AppId: appId })
    expect(JSON.stringify(sent[0])).not.toMatch(/""|null/)
  })

  it('keep returns negative, equal rows apart, and unknown states and types', async () => {
    const back = { ...use(0), CostType: 2, UseCount: -3, FlowStatus: 'NEW_STATE', QuotaType: 'NoAuthSign' }
    vendor(page(3, [back, back, { ...use(1), Unknown: 1 }]))
    const found = await rows({ config: { ...keys, appId }, ...september })
    expect(found.map(({ UseCount }) => UseCount)).toEqual([-3, -3, 1])
    expect(found[0]).toMatchObject({ FlowStatus: 'NEW_STATE', QuotaType: 'NoAuthSign' })
    expect(found[2]).not.toHaveProperty('Unknown')
  })

  it('need no contract and no names', async () => {
    vendor(
      page(2, [
        { ...use(0), FlowId: '' },
        { QuotaType: 'AuthService', UseCount: 1, CostTime: 1695037514, CostType: 1 },
      ]),
    )
    const found = await rows({ config: { ...keys, appId }, ...september })
    expect(found.map(({ FlowId }) => FlowId)).toEqual(['', undefined])
  })

  it('are kept aside, not guessed at, without a count or a time', async () => {
    vendor(page(3, [use(0), { ...use(1), UseCount: undefined }, { ...use(2), CostTime: '2023-09-18' }]))
    await expect(rows({ config: { ...keys, appId }, ...september })).rejects.toMatchObject({
      code: 'RECORDS_QUARANTINED',
      message: expect.stringMatching(/^2 records/),
    })
  })

  it('are told apart where they lie outside of the days asked for, in China', async () => {
    const events: RunEvent[] = []
    vendor(page(2, [use(0), { ...use(1), CostTime: Date.parse('2023-10-01T07:59:59+08:00') / 1000 }]))
    await rows({ config: { ...keys, appId }, ...september }, undefined, events)
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'difference',
        detail: expect.stringMatching(/^1 row outside of the days asked for/),
      }),
    )
  })

  it('are limited to what was asked for by their CostTime', async () => {
    const at = (time: string) => ({ ...use(0), CostTime: Date.parse(time) / 1000 })
    vendor(page(3, [at('2023-09-04T23:59:59+08:00'), at('2023-09-05T00:00:00+08:00'), at('2023-09-06T00:00:00+08:00')]))
    const found = await rows({ config: { ...keys, appId }, from: '2023-09-05', to: '2023-09-06' })
    expect(found.map(({ CostTime }) => CostTime)).toEqual([Date.parse('2023-09-04T16:00:00Z') / 1000])
  })
})

interface Sent {
  readonly Agent: Readonly<Record<string, unknown>>
  readonly StartTime: string
  readonly EndTime: string
  readonly QuotaType?: string
  readonly Offset: number
  readonly Limit: number
}

/** The vendor's host, answering `times` calls; gives the bodies that it hears. */
function vendor(reply: string | ((body: Sent) => string), times = 1): Sent[] {
  const heard: Sent[] = []
  nock(HOST)
    .post('/')
    .times(times)
    .reply(async (request: Request) => {
      const sent: Sent = JSON.parse(await request.text())
      heard.push(sent)
      return [200, typeof reply === 'string' ? reply : reply(sent)]
    })
  return heard
}

/** All rows of the stream, with the clock at `now` and no real waiting. */
async function rows(
  options: ReadOptions<ConfigOf<typeof essbasic>>,
  now = '2026-11-21T00:00:00Z',
  events: RunEvent[] = [],
) {
  let time = Date.parse(now)
  const clock = {
    now: () => time,
    sleep: async (ms: number) => {
      time += ms
    },
  }
  const child = container.createChildContainer().register(CLOCK, { useValue: clock })
  child.register(OBSERVER, { useValue: { notify: (event: RunEvent) => events.push(event) } })
  await using runtime = createRuntime({ connectors: [essbasic], container: child })
  const found = []
  for await (const row of runtime.read(essbasic, 'bill_usage_detail', options)) found.push(row)
  return found
}

function use(index: number) {
  return { ...ROW, FlowId: `flow${index}` }
}

function page(Total: number, Details: readonly object[]): string {
  return JSON.stringify({ Response: { Details, Total, RequestId: 's1' } })
}

function empty(): string {
  return '{"Response":{"Details":null,"Total":0,"RequestId":"s1"}}'
}
