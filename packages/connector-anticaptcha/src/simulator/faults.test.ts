import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type AnticaptchaSimulator, startAnticaptchaSimulator } from './index.js'

let simulator: AnticaptchaSimulator

beforeEach(async () => {
  simulator = await startAnticaptchaSimulator({ now: () => Date.parse('2026-11-10T12:20:00Z') })
})
afterEach(() => simulator.close())

function call(): Promise<Response> {
  return fetch(`${simulator.baseUrl}/getSpendingStats`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientKey: simulator.config.clientKey, date: 1_793_836_800 }),
    redirect: 'manual',
  })
}

it('answers with a status and its Retry-After', async () => {
  simulator.fault({ kind: 'status', status: 503, retryAfter: '7' })
  const response = await call()
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7'])
  simulator.fault({ kind: 'status', status: 502 })
  expect((await call()).headers.get('retry-after')).toBeNull()
  expect(simulator.requests.map(({ status, code }) => [status, code])).toEqual([
    [503, ''],
    [502, ''],
  ])
})

it('answers with HTML under status 200', async () => {
  simulator.fault({ kind: 'html' })
  const response = await call()
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(await response.text()).toMatch(/^<!doctype html>/)
})

it('answers with nothing', async () => {
  simulator.fault({ kind: 'empty' })
  const response = await call()
  expect([response.status, await response.text()]).toEqual([200, ''])
})

it('cuts the reply in half and says so in no header', async () => {
  const whole = await (await call()).text()
  simulator.fault({ kind: 'truncated' })
  const response = await call()
  const half = await response.text()
  expect(half).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  expect(response.headers.get('content-length')).toBe(String(half.length))
})

it('redirects', async () => {
  simulator.fault({ kind: 'redirect', location: 'https://elsewhere.example/' })
  const response = await call()
  expect([response.status, response.headers.get('location')]).toEqual([302, 'https://elsewhere.example/'])
})

it('answers with the error envelope of a code', async () => {
  simulator.fault({ kind: 'error', code: 'ERROR_ZERO_BALANCE' })
  simulator.fault({ kind: 'error', code: 'ERROR_NEW', errorId: 99, message: 'something new' })
  expect(await (await call()).json()).toMatchObject({ errorId: 10, errorCode: 'ERROR_ZERO_BALANCE' })
  expect(await (await call()).json()).toEqual({
    errorId: 99,
    errorCode: 'ERROR_NEW',
    errorDescription: 'something new',
  })
  expect(simulator.requests.map(({ code }) => code)).toEqual(['ERROR_ZERO_BALANCE', 'ERROR_NEW'])
})

it('destroys the connection', async () => {
  simulator.fault({ kind: 'reset' })
  await expect(call()).rejects.toThrow()
  expect(simulator.requests).toEqual([{ method: 'POST', path: '/getSpendingStats', status: 0, code: '' }])
})

it('repeats a fault as often as told, then recovers', async () => {
  simulator.fault({ kind: 'empty' }, 2)
  simulator.fault({ kind: 'status', status: 500 })
  const replies = [await call(), await call(), await call(), await call()]
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 500, 200])
  expect(simulator.requests.map(({ code }) => code)).toEqual(['', '', '', '0'])
})

it('leaves a request hanging until it closes', async () => {
  simulator.fault({ kind: 'hang' })
  const failed = call().catch((error: unknown) => error)
  while (simulator.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
  await simulator.close()
  expect(await failed).toBeInstanceOf(Error)
  expect(simulator.requests[0]?.status).toBe(0)
})

it('is gone after close, which may be called twice', async () => {
  await simulator.close()
  await simulator.close()
  await expect(call()).rejects.toThrow()
})

it('closes at the end of an await-using scope', async () => {
  const scoped = await startAnticaptchaSimulator()
  await scoped[Symbol.asyncDispose]()
  await expect(fetch(scoped.baseUrl)).rejects.toThrow()
})

it('survives a caller that hangs up halfway', async () => {
  await new Promise<void>((resolve) => {
    const request = httpRequest(`${simulator.baseUrl}/getSpendingStats`, {
      method: 'POST',
      headers: { 'content-length': 100 },
    })
    request.on('error', () => resolve())
    request.write('{"clientKey"', () => request.destroy(new Error('hung up')))
  })
  expect((await call()).status).toBe(200)
})

it('rejects when its port is taken', async () => {
  const port = Number(new URL(simulator.baseUrl).port)
  await expect(startAnticaptchaSimulator({ port })).rejects.toThrow('EADDRINUSE')
})
