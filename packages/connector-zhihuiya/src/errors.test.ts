import { OutlayError } from '@outlay/core'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { collect, host } from '../test/host.js'
import { KEY_REFUSAL, QUOTA_REFUSAL } from '../test/samples.js'
import { zhihuiya } from './index.js'

const config = { apikey: `sk-${'a1'.repeat(24)}`, clientSecret: 'abc123456' }
const CORRELATION = { 'content-type': 'application/json', 'x-correlation-id': '7f3c-91' }

/** Answers every request of one reading with the same reply; gives the error and how many requests it took. */
async function refusal(status: number, body: string, headers = CORRELATION) {
  let calls = 0
  nock('https://connect.zhihuiya.com')
    .persist()
    .post('/open-user/statement/v2')
    .reply(() => {
      calls += 1
      return [status, body, headers]
    })
  const { runtime } = host('2025-02-01T12:00:00+08:00')
  const reading = collect(runtime.read(zhihuiya, 'statement_lines', { config, from: '2025-01-15', to: '2025-01-16' }))
  const error = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!OutlayError.isInstance(error)) throw new Error('expected an error of Outlay')
  return { error, calls }
}

const business = (code: number | string, message = 'refused') =>
  JSON.stringify({ error_code: code, error_msg: message, status: false })

/** code, category, requests made (4: tried again), what it stops, what the hint must say. */
const TABLE = [
  [67200000, 'rate_limited', 4, 'connection', /lower the rate/],
  [67200001, 'rate_limited', 4, 'connection', /lower the rate/],
  [67200002, 'rate_limited', 4, 'connection', /lower the rate/],
  [67200003, 'auth', 1, 'connection', /disabled.*In use: api-key-bearer.*auto.*oauth/],
  [67200004, 'permission', 1, 'stream', /permission.*quota/],
  [67200005, 'quota_exhausted', 1, 'connection', /top up/],
  [67200006, 'auth', 1, 'connection', /validity/],
  [67200007, 'quota_exhausted', 1, 'connection', /tomorrow/],
  [67200008, 'auth', 1, 'connection', /query parameter apikey.*api-key-query/],
  [67200009, 'auth', 1, 'connection', /token.*api-key-bearer/],
  [67200012, 'invalid_request', 1, 'stream', /paramsIn/],
  [67200100, 'transient', 4, 'window', /./],
  [67200101, 'config', 1, 'connection', /baseUrl/],
  [68300004, 'invalid_request', 1, 'stream', /paramsIn.*clock/],
  [68300005, 'transient', 1, 'window', /./],
  [68300006, 'invalid_request', 1, 'stream', /./],
  [68300007, 'invalid_request', 1, 'stream', /./],
  [68300008, 'transient', 4, 'window', /./],
  [68300010, 'invalid_request', 1, 'stream', /./],
  [67200015, 'auth', 1, 'connection', /grant type/],
  [67200202, 'auth', 1, 'connection', /other site.*connect\.patsnap\.com.*In use: api-key-bearer/],
  [67200203, 'permission', 1, 'stream', /bought/],
  [10001, 'invalid_request', 1, 'stream', /in the json/],
] as const

describe('the codes of the vendor', () => {
  it.each(TABLE)('%i is %s', async (code, category, calls, stops, hint) => {
    const { error, calls: made } = await refusal(200, business(code, `text of ${code}`))

    expect(error).toMatchObject({
      code: `VENDOR_${category.toUpperCase()}`,
      category,
      stops,
      hint: expect.stringMatching(hint),
      vendor: { code: String(code), message: `text of ${code}`, requestId: '7f3c-91' },
    })
    expect(error.message).toContain(`${code}: text of ${code} (request 7f3c-91)`)
    expect(made).toBe(calls)
  })

  it.each([67299999, 68300009])('%i, which no page lists, still is an error with its code', async (code) => {
    expect((await refusal(200, business(code))).error).toMatchObject({
      category: 'vendor_bug',
      vendor: { code: String(code), message: 'refused', requestId: '7f3c-91' },
    })
  })

  it('takes the category of an unknown code from the HTTP status where that says more', async () => {
    expect((await refusal(403, business(67299999))).error).toMatchObject({
      category: 'permission',
      vendor: { code: '67299999' },
    })
  })
})

describe('the envelopes of the vendor', () => {
  it('reads the recorded refusal under HTTP 200', async () => {
    expect((await refusal(200, QUOTA_REFUSAL)).error).toMatchObject({
      category: 'permission',
      vendor: { code: '67200004', message: 'No permission or API package quota has exceeded the limit!' },
    })
  })

  it('reads the recorded refusal under HTTP 401, which has a message and no status', async () => {
    expect((await refusal(401, KEY_REFUSAL)).error).toMatchObject({
      category: 'auth',
      vendor: { code: '67200008', message: 'apikey not Pass and call failed!' },
    })
  })

  it.each([
    ['a status that is the text "false"', '{"status":"false","error_code":"67200005","error_msg":"x"}', '67200005'],
    ['a status "false" beside the code 0', '{"status":"false","error_code":"0","error_msg":"x"}', '0'],
    ['a status that is true beside a code', '{"status":true,"error_code":67200005,"error_msg":"x"}', '67200005'],
    ['a status "error" and a code in words', '{"status":"error","error_code":"L016_X","msg":"x"}', 'L016_X'],
    ['a code named code', '{"status":false,"code":67200005,"error":"x"}', '67200005'],
    ['a status "approved" beside data', '{"status":"approved","error_code":0,"data":{},"msg":"x"}', '0'],
    ['a failed status without a code', '{"status":false,"error_msg":"x"}', ''],
  ])('refuses %s', async (_case, body, code) => {
    expect((await refusal(200, body)).error.vendor).toMatchObject({ code, message: 'x' })
  })

  it.each([
    ['no envelope', '{"data":{"usage":[]}}'],
    ['a status without a code', '{"status":true,"data":{"usage":[]}}'],
    ['a list that is none', '{"status":true,"error_code":0,"data":{"usage":{}}}'],
  ])('takes a reply with %s for no statement', async (_case, body) => {
    expect((await refusal(200, body)).error).toMatchObject({ code: 'REPLY_UNEXPECTED', category: 'vendor_bug' })
  })

  it('names the request whose reply is no statement', async () => {
    const { error } = await refusal(200, '{"status":true,"error_code":0,"data":{"usage":{}}}')

    expect(error.message).toContain('data.usage')
    expect(error.message).toContain('(request 7f3c-91)')
  })

  it('takes "true" and "0" for success, as they are', async () => {
    nock('https://connect.zhihuiya.com')
      .post('/open-user/statement/v2')
      .reply(200, '{"status":"true","error_code":"0","data":{"usage":null}}')
    const { runtime } = host('2025-02-01T12:00:00+08:00')
    const options = { config, from: '2025-01-15', to: '2025-01-16' }

    expect(await collect(runtime.read(zhihuiya, 'statement_lines', options))).toEqual([])
  })

  it.each([
    [401, 'auth'],
    [403, 'permission'],
    [404, 'not_found'],
    [503, 'transient'],
  ])(
    'judges HTTP %i without an envelope by the status: %s, and keeps the id of the request',
    async (status, category) => {
      expect((await refusal(status, 'no JSON')).error).toMatchObject({ category, vendor: { requestId: '7f3c-91' } })
    },
  )
})
