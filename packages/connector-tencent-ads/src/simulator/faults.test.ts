import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTencentAdsSimulator, type TencentAdsSimulator } from './index.js'

const NOW = Date.parse('2026-11-20T04:00:00Z')

let vendor: TencentAdsSimulator
beforeEach(async () => {
  vendor = await startTencentAdsSimulator({ now: () => NOW })
})
afterEach(() => vendor.close())

function call(nonce = `f${vendor.requests.length}`): Promise<Response> {
  const [account = ''] = vendor.config.accountIds
  const query = new URLSearchParams({
    access_token: vendor.config.accessToken,
    timestamp: String(NOW / 1000),
    nonce,
    account_id: account,
    level: 'ADVERTISER',
    date: '2026-11-20',
  })
  return fetch(`${vendor.baseUrl}/v1.1/realtime_cost/get?${query}`, { redirect: 'manual' })
}

test('answers an HTTP status, with Retry-After where given', async () => {
  vendor.fault({ kind: 'status', status: 503, retryAfter: '7' }, 2)
  for (let time = 0; time < 2; time += 1) {
    const response = await call()
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7'])
  }
  expect((await call()).status).toBe(200)
  expect(vendor.requests.map((request) => request.status)).toEqual([503, 503, 200])
})

test('answers HTML, nothing, or half of the JSON with status 200', async () => {
  vendor.fault({ kind: 'html' })
  vendor.fault({ kind: 'empty' })
  vendor.fault({ kind: 'truncated' })
  expect(await (await call()).text()).toMatch(/^<!doctype html>/)
  expect(await (await call()).text()).toBe('')
  const half = await call()
  const text = await half.text()
  expect(half.headers.get('content-length')).toBe(String(text.length))
  expect(text).toMatch(/^\{"code":0/)
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  expect(vendor.requests.map((request) => request.code)).toEqual(['', '', ''])
})

test('points elsewhere', async () => {
  vendor.fault({ kind: 'redirect', location: 'http://127.0.0.1:9/stolen' })
  const response = await call()
  expect([response.status, response.headers.get('location')]).toEqual([302, 'http://127.0.0.1:9/stolen'])
})

test('answers any return code, and system failures as such', async () => {
  vendor.fault({ kind: 'error', code: 30001, message: 'busy' })
  vendor.fault({ kind: 'error', code: 11017 })
  expect(await (await call()).json()).toMatchObject({ code: 30001, message: 'busy', code_type: 'SysException' })
  expect(await (await call()).json()).toMatchObject({ code: 11017, code_type: 'BusinessException' })
})

test('cuts the connection', async () => {
  vendor.fault({ kind: 'reset' })
  await expect(call()).rejects.toThrow(TypeError)
  expect(vendor.requests).toEqual([{ method: 'GET', path: '/v1.1/realtime_cost/get', status: 0, code: '' }])
})

test('releases hanging requests when it closes', async () => {
  vendor.fault({ kind: 'hang' })
  vendor.fault({ kind: 'empty' })
  const hanging = call('h1')
  const failure = expect(hanging).rejects.toThrow(TypeError)
  await call('h2')
  await vendor.close()
  await failure
  await vendor.close()
})

test('uses up the nonce of a request that it spoils', async () => {
  vendor.fault({ kind: 'status', status: 500 })
  await call('same')
  expect(await (await call('same')).json()).toMatchObject({ code: 12100 })
})

test('queues no fault less than once', () => {
  expect(() => vendor.fault({ kind: 'html' }, 0)).toThrow(RangeError)
})

test('disposes itself', async () => {
  let address = ''
  {
    await using other = await startTencentAdsSimulator()
    address = other.baseUrl
  }
  await expect(fetch(address)).rejects.toThrow(TypeError)
})
