import { describe, expect, it } from 'vitest'
import { collect, createBench, jumpingClock } from '../test/bench.js'
import { tencentAds } from './index.js'

const CONFIG = { accessToken: 'a-token', accountIds: ['25610'] }

/** What is said of a config; empty where nothing is wrong with it. */
async function complaint(config: unknown): Promise<string> {
  const { runtime } = createBench(jumpingClock('2026-11-21T01:00:00Z'))
  // Days that have not come are asked for by nobody: only the config is judged.
  const days = { from: '2027-01-01', to: '2027-01-02' }
  try {
    await collect(runtime.readById('tencent-ads', 'realtime_cost', { config, ...days }))
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : 'no error'
  }
}

describe('a config', () => {
  it.each([
    ['the least', CONFIG],
    ['an agency without accounts', { accessToken: 'a-token', agencyId: '7788' }],
    ['ids as integers', { ...CONFIG, accountIds: [25610], agencyId: 7788 }],
    ['campaigns at their level', { ...CONFIG, level: 'CAMPAIGN', campaignIds: ['9007199254740993'] }],
    ['ad groups at their level', { ...CONFIG, level: 'ADGROUP', adgroupIds: ['1', '2'] }],
    ['WeChat accounts', { ...CONFIG, wechatAccountIds: ['gh_1', '微信'] }],
  ])('may have %s', async (_what, config) => {
    expect(await complaint(config)).toBe('')
  })

  it.each([
    ['no token', { accountIds: ['1'] }, /"accessToken" is missing/],
    ['neither accounts nor an agency', { accessToken: 'a-token' }, /"accountIds" is empty: .*agencyId/],
    ['an account twice', { ...CONFIG, accountIds: ['1', 1] }, /"accountIds" names an id twice/],
    ['an account that is no id', { ...CONFIG, accountIds: ['acme'] }, /"accountIds.0" expected an id/],
    ['an id that has lost digits', { ...CONFIG, accountIds: [2 ** 60] }, /lost digits: write the id in quotes/],
    ['the agency among the accounts', { ...CONFIG, agencyId: '25610' }, /agency's own id/],
    ['an unknown level', { ...CONFIG, level: 'ADTOTAL' }, /"level" is invalid/],
    ['campaigns at another level', { ...CONFIG, campaignIds: ['1'] }, /"campaignIds" needs level CAMPAIGN/],
    ['ad groups at another level', { ...CONFIG, level: 'CAMPAIGN', adgroupIds: ['1'] }, /"adgroupIds" needs level/],
    ['a WeChat account of 121 bytes', { ...CONFIG, wechatAccountIds: ['微'.repeat(41)] }, /at most 120 bytes/],
    ['a WeChat account with a banned character', { ...CONFIG, wechatAccountIds: ['a"b'] }, /without quotes/],
    ['101 WeChat accounts', { ...CONFIG, wechatAccountIds: many(101) }, /100 a call/],
    ['a misspelt key', { ...CONFIG, acountIds: [] }, /unknown key "acountIds" \(did you mean "accountIds"\?\)/],
  ])('may not have %s', async (_what, config, message) => {
    expect(await complaint(config)).toMatch(message)
  })
})

it('declares the WeChat streams optional and says why', () => {
  const { runtime } = createBench(jumpingClock('2026-11-21T01:00:00Z'))
  const streams = runtime.connectors[0]?.streams ?? []
  expect(streams.map(({ name, optional }) => [name, optional])).toEqual([
    ['realtime_cost', false],
    ['wechat_daily_cost', true],
    ['daily_cost', true],
  ])
  for (const { title, optional } of streams) if (optional) expect(title).toMatch(/retired/)
  expect(tencentAds.id).toBe('tencent-ads')
})

function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `gh_${index}`)
}
