import { CLOCK, type Clock } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { MemoryLedger, virtualClock } from '@outlay/testkit'
import nock from 'nock'
import { container } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import { anticaptcha } from './index.js'

const CLIENT_KEY = '0123456789abcdef0123456789abcdef'
const BAN_THREATS = ['ERROR_KEY_DOES_NOT_EXIST', 'ERROR_IP_NOT_ALLOWED', 'ERROR_IP_BLOCKED', 'ERROR_ACCOUNT_SUSPENDED']

/** Every documented code: its number, where one is published, and who must act. */
const CODES: readonly (readonly [errorId: number, code: string, category: string])[] = [
  [1, 'ERROR_KEY_DOES_NOT_EXIST', 'auth'],
  [2, 'ERROR_NO_SLOT_AVAILABLE', 'transient'],
  [3, 'ERROR_ZERO_CAPTCHA_FILESIZE', 'invalid_request'],
  [4, 'ERROR_TOO_BIG_CAPTCHA_FILESIZE', 'invalid_request'],
  [10, 'ERROR_ZERO_BALANCE', 'quota_exhausted'],
  [11, 'ERROR_IP_NOT_ALLOWED', 'permission'],
  [12, 'ERROR_CAPTCHA_UNSOLVABLE', 'vendor_bug'],
  [12, 'ERROR_BAD_DUPLICATES', 'vendor_bug'],
  [13, 'ERROR_BAD_DUPLICATES', 'vendor_bug'],
  [14, 'ERROR_NO_SUCH_METHOD', 'not_found'],
  [15, 'ERROR_IMAGE_TYPE_NOT_SUPPORTED', 'invalid_request'],
  [16, 'ERROR_NO_SUCH_CAPCHA_ID', 'vendor_bug'],
  [20, 'ERROR_EMPTY_COMMENT', 'invalid_request'],
  [21, 'ERROR_IP_BLOCKED', 'permission'],
  [22, 'ERROR_TASK_ABSENT', 'invalid_request'],
  [23, 'ERROR_TASK_NOT_SUPPORTED', 'invalid_request'],
  [24, 'ERROR_INCORRECT_SESSION_DATA', 'invalid_request'],
  [25, 'ERROR_PROXY_CONNECT_REFUSED', 'vendor_bug'],
  [26, 'ERROR_PROXY_CONNECT_TIMEOUT', 'vendor_bug'],
  [27, 'ERROR_PROXY_READ_TIMEOUT', 'vendor_bug'],
  [28, 'ERROR_PROXY_BANNED', 'vendor_bug'],
  [29, 'ERROR_PROXY_TRANSPARENT', 'vendor_bug'],
  [30, 'ERROR_RECAPTCHA_TIMEOUT', 'vendor_bug'],
  [31, 'ERROR_RECAPTCHA_INVALID_SITEKEY', 'vendor_bug'],
  [32, 'ERROR_RECAPTCHA_INVALID_DOMAIN', 'vendor_bug'],
  [33, 'ERROR_RECAPTCHA_OLD_BROWSER', 'vendor_bug'],
  [34, 'ERROR_TOKEN_EXPIRED', 'vendor_bug'],
  [35, 'ERROR_PROXY_HAS_NO_IMAGE_SUPPORT', 'vendor_bug'],
  [36, 'ERROR_PROXY_INCOMPATIBLE_HTTP_VERSION', 'vendor_bug'],
  [37, 'ERROR_FACTORY_SERVER_API_CONNECTION_FAILED', 'vendor_bug'],
  [38, 'ERROR_FACTORY_SERVER_BAD_JSON', 'vendor_bug'],
  [39, 'ERROR_FACTORY_SERVER_ERRORID_MISSING', 'vendor_bug'],
  [40, 'ERROR_FACTORY_SERVER_ERRORID_NOT_ZERO', 'vendor_bug'],
  [41, 'ERROR_FACTORY_MISSING_PROPERTY', 'vendor_bug'],
  [42, 'ERROR_FACTORY_PROPERTY_INCORRECT_FORMAT', 'vendor_bug'],
  [43, 'ERROR_FACTORY_ACCESS_DENIED', 'vendor_bug'],
  [44, 'ERROR_FACTORY_SERVER_OPERATION_FAILED', 'vendor_bug'],
  [45, 'ERROR_FACTORY_PLATFORM_OPERATION_FAILED', 'vendor_bug'],
  [46, 'ERROR_FACTORY_PROTOCOL_BROKEN', 'vendor_bug'],
  [47, 'ERROR_FACTORY_TASK_NOT_FOUND', 'vendor_bug'],
  [48, 'ERROR_FACTORY_IS_SANDBOXED', 'vendor_bug'],
  [49, 'ERROR_PROXY_NOT_AUTHORISED', 'vendor_bug'],
  [50, 'ERROR_FUNCAPTCHA_NOT_ALLOWED', 'permission'],
  [51, 'ERROR_INVISIBLE_RECAPTCHA', 'vendor_bug'],
  [52, 'ERROR_FAILED_LOADING_WIDGET', 'vendor_bug'],
  [53, 'ERROR_VISIBLE_RECAPTCHA', 'vendor_bug'],
  [54, 'ERROR_ALL_WORKERS_FILTERED', 'vendor_bug'],
  [55, 'ERROR_ACCOUNT_SUSPENDED', 'permission'],
  [56, 'ERROR_TEMPLATE_NOT_FOUND', 'vendor_bug'],
  [57, 'ERROR_TASK_CANCELED', 'vendor_bug'],
  [90, 'ERROR_ACCESS_DENIED', 'permission'],
  [90, 'ERROR_INVALID_KEY_TYPE', 'invalid_request'],
]

const SPEND_ALONE = { balance: { enabled: false } }

/** Syncs six days. A request for which nothing stands ready fails the test, so the replies given count the requests. */
async function syncDays() {
  const host = container
    .createChildContainer()
    .register<Clock>(CLOCK, { useValue: virtualClock('2026-11-10T12:20:00Z') })
  const runtime = createRuntime({ connectors: [anticaptcha], container: host })
  const connections = { main: { connector: 'anticaptcha', config: { clientKey: CLIENT_KEY }, streams: SPEND_ALONE } }
  const [report] = await runtime.sync({
    connections,
    destination: new MemoryLedger(),
    from: '2026-11-01',
    to: '2026-11-07',
  })
  await runtime.close()
  return report!
}

const reply = (status: number, body: string, headers: Record<string, string> = {}): nock.Scope =>
  nock('https://api.anti-captcha.com').post('/getSpendingStats').reply(status, body, headers)

describe('a documented refusal', () => {
  it.each(CODES)('%i %s is of the category %s and ends the run after one request', async (errorId, code, category) => {
    reply(200, JSON.stringify({ errorId, errorCode: code, errorDescription: `about ${code}` }))
    const { windows, failures } = await syncDays()
    expect(failures).toHaveLength(1)
    expect(failures[0]?.error).toMatchObject({
      code: `VENDOR_${category.toUpperCase()}`,
      category,
      vendor: { code, message: `about ${code}`, requestId: undefined },
      attempts: [`1: ${code}`],
      hint: expect.stringMatching(/\.$/),
    })
    const stops = BAN_THREATS.includes(code) || code === 'ERROR_ZERO_BALANCE' ? 'connection' : 'stream'
    expect(failures[0]?.error.stops).toBe(stops)
    expect(windows.committed).toBe(0)
  })

  it.each([400, 401, 403, 429, 500, 503])('counts as such under HTTP %i, too', async (status) => {
    reply(status, '{"errorId":21,"errorCode":"ERROR_IP_BLOCKED","errorDescription":"banned"}', { 'retry-after': '1' })
    const { failures } = await syncDays()
    expect(failures.map(({ error }) => [error.vendor?.code, error.stops])).toEqual([['ERROR_IP_BLOCKED', 'connection']])
  })
})

describe('an undocumented refusal', () => {
  it('is typed, keeps its code, and ends the run after one request', async () => {
    reply(200, '{"errorId":99,"errorCode":"ERROR_BRAND_NEW","errorDescription":"something new"}')
    const { failures } = await syncDays()
    expect(failures.map(({ error }) => error)).toMatchObject([
      {
        code: 'VENDOR_VENDOR_BUG',
        category: 'vendor_bug',
        stops: 'stream',
        message: 'Anti-Captcha answered ERROR_BRAND_NEW: something new',
      },
    ])
  })

  it.each([
    ['{"errorId":99}', 'errorId 99', 'vendor_bug'],
    ['{"errorId":"99","errorCode":""}', 'errorId 99', 'vendor_bug'],
    ['{"errorId":21}', 'ERROR_IP_BLOCKED', 'permission'],
    ['{"errorId":"55","errorCode":null,"errorDescription":null}', 'ERROR_ACCOUNT_SUSPENDED', 'permission'],
    ['{"errorId":1,"errorCode":"ERROR_TOKEN_EXPIRED"}', 'ERROR_TOKEN_EXPIRED', 'vendor_bug'],
  ])('without a code goes by its number: %s', async (body, code, category) => {
    reply(200, body)
    const { failures } = await syncDays()
    expect(failures.map(({ error }) => [error.vendor?.code, error.category])).toEqual([[code, category]])
  })
})

describe('a reply that is no envelope', () => {
  it.each([
    ['an empty body', 200, '', 'REPLY_EMPTY'],
    ['HTML under 200', 200, '<html>maintenance</html>', 'REPLY_HTML'],
    ['truncated JSON', 200, '{"errorId":0,"data":[{"dateFrom":15505', 'REPLY_TRUNCATED'],
    ['an HTML 502', 502, '<html>Bad gateway</html>', 'HTTP 502'],
    ['a success under 500', 500, '{"errorId":0,"data":[]}', 'HTTP 500'],
    ['a bare 429', 429, '', 'HTTP 429'],
  ])('is tried again when it is %s', async (_what, status, body, code) => {
    const { windows, failures } = await recoveredFrom(status, body)
    expect(failures).toEqual([])
    expect(windows.committed).toBe(6)
    nock('https://api.anti-captcha.com').persist().post('/getSpendingStats').reply(status, body)
    const failed = await syncDays()
    const attempts = failed.failures[0]?.error.attempts.map((line) => line.replace(/, then waited \d+ ms$/, ''))
    expect(attempts).toEqual([1, 2, 3, 4].map((attempt) => `${attempt}: ${code}`))
  })

  it.each([
    ['no errorId', '{"data":[]}'],
    ['an errorId that is no number', '{"errorId":"","data":[]}'],
    ['no object', '[]'],
    ['data that is no list', '{"errorId":0,"data":{"a":1}}'],
    ['an hour without its end', '{"errorId":0,"data":[{"dateFrom":1793491200,"volume":1,"money":1}]}'],
    ['milliseconds', '{"errorId":0,"data":[{"dateFrom":1793491200000,"dateTill":1793494799999,"volume":1,"money":1}]}'],
    ['milliseconds as text', '{"errorId":0,"data":[{"dateFrom":"1793491200000","dateTill":"1793494799999"}]}'],
  ])('fails its window at once when it has %s', async (_what, body) => {
    nock('https://api.anti-captcha.com').post('/getSpendingStats').times(6).reply(200, body)
    const { failures } = await syncDays()
    expect(failures).toHaveLength(6)
    expect(failures[0]?.error).toMatchObject({ code: 'REPLY_UNEXPECTED', category: 'vendor_bug' })
    expect(failures[0]?.error.attempts).toHaveLength(1)
  })
})

/** One bad reply, then one good one a day. */
async function recoveredFrom(status: number, body: string) {
  reply(status, body)
  nock('https://api.anti-captcha.com').post('/getSpendingStats').times(6).reply(200, '{"errorId":0,"data":[]}')
  return syncDays()
}
