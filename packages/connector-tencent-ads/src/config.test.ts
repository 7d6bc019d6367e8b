import { virtualClock } from '@outlay/testkit'
import { describe, expect, it } from 'vitest'
import { collect, createBench } from '../test/bench.js'
import { tencentAds } from './index.js'

const CONFIG = { accessToken: 'a-token', accountIds: ['25610'] }
const OAUTH = { clientId: '1111', clientSecret: 'a-secret', refreshToken: 'r-token', accountIds: ['25610'] }

/** What is said of a config; empty where nothing is wrong with it. */
async function complaint(config: unknown): Promise<string> {
  const { runtime } = createBench(virtualClock('2026-11-21T01:00:00Z'))
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
    ['totals of all time of ad groups', { ...CONFIG, apiVersion: 'v3.0', level: 'ADTOTAL', adgroupIds: ['1'] }],
    ['a refresh token', OAUTH],
    [
      'an application that is to be authorised',
      { ...OAUTH, refreshToken: undefined, redirectUri: 'https://a.example/' },
    ],
    ['a refresh token beside an access token', { ...OAUTH, accessToken: 'a-token' }],
    ['an access token and the application that it is of', { ...CONFIG, clientId: 1111 }],
    ['an access token in the sandbox', { ...CONFIG, baseUrl: 'https://sandbox-api.e.qq.com' }],
    ['WeChat accounts', { ...CONFIG, wechatAccountIds: ['gh_1', '微信'] }],
  ])('may have %s', async (_what, config) => {
    expect(await complaint(config)).toBe('')
  })

  it.each([
    ['no token', { accountIds: ['1'] }, /"accessToken" is missing: .*clientSecret/],
    ['neither accounts nor an agency', { accessToken: 'a-token' }, /"accountIds" is empty: .*agencyId/],
    ['an account twice', { ...CONFIG, accountIds: ['1', 1] }, /"accountIds" names an id twice/],
    ['an account that is no id', { ...CONFIG, accountIds: ['acme'] }, /"accountIds.0" expected an id/],
    ['an id that has lost digits', { ...CONFIG, accountIds: [2 ** 60] }, /lost digits: write the id in quotes/],
    ['the agency among the accounts', { ...CONFIG, agencyId: '25610' }, /agency's own id/],
    ['an unknown level', { ...CONFIG, level: 'CREATIVE' }, /"level" is invalid/],
    ['totals of all time from v1.1', { ...CONFIG, level: 'ADTOTAL' }, /"level" ADTOTAL needs apiVersion v3\.0/],
    [
      'campaigns from v3.0',
      { ...CONFIG, apiVersion: 'v3.0', level: 'CAMPAIGN' },
      /"level" CAMPAIGN needs apiVersion v1\.1/,
    ],
    ['an unknown version', { ...CONFIG, apiVersion: 'v2' }, /"apiVersion" is invalid/],
    ['an unknown time line', { ...CONFIG, reportTimeLine: 'NOW' }, /"reportTimeLine" is invalid/],
    [
      'a refresh token alone',
      { refreshToken: 'r', accountIds: ['1'] },
      /"clientId" is missing.*"clientSecret" is missing/s,
    ],
    ['a refresh token without a secret', { ...OAUTH, clientSecret: undefined }, /"clientSecret" is missing/],
    ['an application without its secret', { clientId: '1', accountIds: ['1'] }, /"clientSecret" is missing/],
    ['a redirect with a port', { ...OAUTH, redirectUri: 'https://a.example:8080/' }, /"redirectUri" .*without a port/],
    ['a redirect into an app', { ...OAUTH, redirectUri: 'app://back' }, /"redirectUri" expected an http/],
    ['a client id that is no id', { ...OAUTH, clientId: 'app' }, /"clientId" expected an id/],
    [
      'a refresh token in the sandbox',
      { ...OAUTH, baseUrl: 'https://sandbox-api.e.qq.com' },
      /"baseUrl" is the sandbox.*accessToken alone/,
    ],
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

it('reads costs of today unless more is enabled, and says which calls may be gone', () => {
  const { runtime } = createBench(virtualClock('2026-11-21T01:00:00Z'))
  const streams = runtime.connectors[0]?.streams ?? []
  expect(streams.map(({ name, optional }) => [name, optional])).toEqual([
    ['realtime_cost', false],
    ['wechat_daily_cost', true],
    ['daily_cost', true],
    ['daily_balance_report', true],
    ['funds', true],
    ['fund_statements_detailed', true],
    ['daily_reports', true],
    ['hourly_reports', true],
  ])
  for (const { name, title } of streams)
    expect([name, /retired/.test(title)]).toEqual([name, name.endsWith('daily_cost')])
  expect(tencentAds.id).toBe('tencent-ads')
})

function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `gh_${index}`)
}
