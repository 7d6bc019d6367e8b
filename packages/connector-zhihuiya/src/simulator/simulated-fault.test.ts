import { createHash } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startZhihuiyaSimulator, type ZhihuiyaSimulator } from './index.js'

let simulator: ZhihuiyaSimulator
beforeEach(async () => {
  simulator = await startZhihuiyaSimulator({ now: () => Date.UTC(2026, 10, 20, 4), auth: 'none' })
})
afterEach(() => simulator.close())

interface Answer {
  status: number | undefined
  headers: IncomingMessage['headers']
  text: string
}

function post(path = '/open-user/statement/v2'): Promise<Answer> {
  const { apikey, clientSecret } = simulator.config
  const body = JSON.stringify({ apikey, client_secret: clientSecret, time_start: '20261116', time_end: '20261119' })
  return new Promise((resolve, reject) => {
    const call = request(simulator.baseUrl + path, { method: 'POST', headers: { 'content-type': 'application/json' } })
    call.on('error', reject)
    call.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() })
      })
    })
    call.end(body)
  })
}

describe('faults', () => {
  it('replaces as many requests as asked for, then answers as usual', async () => {
    simulator.fault({ kind: 'status', status: 503, retryAfter: '7' }, 2)
    for (let attempt = 0; attempt < 2; attempt++) {
      const { status, headers } = await post()
      expect([status, headers['retry-after']]).toEqual([503, '7'])
      expect(headers['x-correlation-id']).toBeDefined()
    }
    expect(JSON.parse((await post()).text)).toMatchObject({ error_code: 0 })
    expect(simulator.requests.map(({ status, code }) => [status, code])).toEqual([
      [503, ''],
      [503, ''],
      [200, '0'],
    ])
  })

  it('sends HTML, nothing, or half of the JSON with status 200', async () => {
    const whole = (await post()).text
    simulator.fault({ kind: 'html' })
    simulator.fault({ kind: 'empty' })
    simulator.fault({ kind: 'truncated' })
    expect(await post()).toMatchObject({ status: 200, text: expect.stringMatching(/^<!doctype html>/) })
    expect(await post()).toMatchObject({ status: 200, text: '', headers: { 'content-length': '0' } })
    const { status, headers, text } = await post()
    expect(status).toBe(200)
    expect(text).toBe(whole.slice(0, Math.floor(whole.length / 2)))
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)))
  })

  it('redirects', async () => {
    simulator.fault({ kind: 'redirect', location: 'http://127.0.0.1:9/elsewhere' })
    expect(await post()).toMatchObject({ status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } })
  })

  it('resets the connection', async () => {
    simulator.fault({ kind: 'reset' })
    await expect(post()).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(simulator.requests).toMatchObject([{ status: 0, code: '' }])
  })

  it('hangs until it is closed', async () => {
    simulator.fault({ kind: 'hang' })
    const outcome = post().then(
      () => 'answered',
      () => 'destroyed',
    )
    await expect.poll(() => simulator.requests.length).toBe(1)
    await simulator.close()
    expect(await outcome).toBe('destroyed')
    await simulator.close()
  })

  it('keeps a fault with a path for that path', async () => {
    simulator.fault({ kind: 'error', code: 67200100, path: '/oauth/token' })
    expect(JSON.parse((await post()).text)).toMatchObject({ error_code: 0 })
    expect(JSON.parse((await post('/oauth/token')).text)).toMatchObject({ error_code: 67200100 })
    expect(JSON.parse((await post('/oauth/token')).text)).toMatchObject({ error_code: 67200003 })
  })

  it('refuses a number of times that is no positive integer', () => {
    for (const times of [0, -1, 1.5]) expect(() => simulator.fault({ kind: 'html' }, times)).toThrow(RangeError)
  })
})

describe('error envelopes', () => {
  it('writes the recorded reply of 67200004 byte for byte', async () => {
    simulator.fault({ kind: 'error', code: 67200004 })
    const { status, text } = await post()
    expect(status).toBe(200)
    expect(text).toHaveLength(111)
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe('1373786f22793a81')
  })

  it('writes the envelope of the gateway with its HTTP status', async () => {
    simulator.fault({ kind: 'error', code: 67200008 })
    simulator.fault({ kind: 'error', code: 67200005, envelope: 'gateway', status: 403, message: 'no balance' })
    expect(await post()).toMatchObject({
      status: 401,
      text: '{"error_code":67200008,"http_status":401,"message":"apikey not Pass and call failed!"}',
    })
    expect(await post()).toMatchObject({
      status: 403,
      text: '{"error_code":67200005,"http_status":403,"message":"no balance"}',
    })
  })

  it('writes the gateway code in the business envelope where asked for', async () => {
    simulator.fault({ kind: 'error', code: 67200009, envelope: 'business' })
    const { status, text } = await post()
    expect([status, JSON.parse(text)]).toMatchObject([200, { error_code: 67200009, status: false }])
  })

  it('writes a status and a code as text', async () => {
    simulator.fault({ kind: 'error', code: 67200002, envelope: 'text', message: 'slow down' })
    expect((await post()).text).toBe('{"error_code":"67200002","error_msg":"slow down","status":"false"}')
    expect(simulator.requests).toMatchObject([{ status: 200, code: '67200002' }])
  })

  it('gives an unknown code a text of its own', async () => {
    simulator.fault({ kind: 'error', code: 68399999 })
    expect(JSON.parse((await post()).text)).toEqual({
      error_code: 68399999,
      error_msg: 'Call failed (68399999)!',
      status: false,
    })
  })
})
