import { CLOCK, LOGGER, OBSERVER, OutlayError } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { container } from 'tsyringe'
import { afterEach, describe, expect, it } from 'vitest'
import { essbasic } from './index.js'
import {
  type EssbasicSimulator,
  type EssbasicSimulatorOptions,
  type SimulatedFault,
  startEssbasicSimulator,
} from './simulator/index.js'

const start = Date.parse('2026-11-21T12:00:00+08:00')
const open: EssbasicSimulator[] = []
let time = start
afterEach(async () => {
  time = start
  for (const vendor of open.splice(0)) await vendor.close()
})

/** What a busy day at the vendor looks like. */
const passing: SimulatedFault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, retryAfter: '7' },
  { kind: 'status', status: 429 },
  { kind: 'html' },
  { kind: 'empty' },
  { kind: 'truncated' },
  { kind: 'reset' },
  { kind: 'error', code: 'RequestLimitExceeded.UinLimitExceeded' },
  { kind: 'error', code: 'InternalError.Db' },
]

describe('a fault', () => {
  it.each(passing)('%j that passes leaves no trace', async (fault) => {
    const vendor = await simulator()
    vendor.fault(fault, 3)
    const charges = vendor.charges({ from: '2026-11-01' }).map(({ sku, quantity }) => `${sku} ${quantity}`)
    const rows = (await readAll(vendor)).map(({ QuotaType, UseCount }) => `${QuotaType} ${UseCount}`)
    expect(charges.length).toBeGreaterThan(50)
    expect(rows.sort()).toEqual(charges.sort())
  })

  it.each(passing)('%j that stays ends the reading after four attempts', async (fault) => {
    const vendor = await simulator()
    vendor.fault(fault, 100)
    const error = await failed(vendor)
    expect(['transient', 'rate_limited']).toContain(error.category)
    expect(error.attempts).toHaveLength(4)
    expect(vendor.requests).toHaveLength(4)
  })

  it('that asks for an hour suspends the run', async () => {
    const vendor = await simulator()
    vendor.fault({ kind: 'status', status: 503, retryAfter: '3600' })
    expect(await failed(vendor)).toMatchObject({ code: 'LIMIT_SUSPENDED', resumeAt: expect.any(String) })
  })

  it('in the credentials is met once', async () => {
    const vendor = await simulator()
    const error = await failed(vendor, { secretKey: 'wrong-secret-key' })
    expect(error.vendor?.code).toBe('AuthFailure.SignatureFailure')
    expect(vendor.requests).toHaveLength(1)
  })

  it('in the token is met once', async () => {
    const vendor = await simulator({ token: 'sts-token' })
    const error = await failed(vendor, { token: 'yesterday' })
    expect(error.vendor?.code).toBe('AuthFailure.TokenFailure')
  })

  it("in the clock is named where the vendor's own says that there is none", async () => {
    const vendor = await simulator()
    vendor.fault({ kind: 'error', code: 'AuthFailure.SignatureExpire' })
    expect(await failed(vendor)).toMatchObject({ category: 'auth', hint: expect.stringContaining('clock') })
    expect(vendor.requests).toHaveLength(1)
  })
})

it.each([10, -10])('reads all by a clock that is %d minutes off, which the first refusal corrects', async (minutes) => {
  const vendor = await simulator({ now: () => time + minutes * 60_000 })
  const said: unknown[] = []
  const charges = vendor.charges({ from: '2026-11-01' }).map(({ sku, quantity }) => `${sku} ${quantity}`)
  const rows = (await readAll(vendor, {}, said)).map(({ QuotaType, UseCount }) => `${QuotaType} ${UseCount}`)
  expect(charges.length).toBeGreaterThan(50)
  expect(rows.sort()).toEqual(charges.sort())
  const codes = vendor.requests.map(({ code }) => code)
  expect(codes[0]).toBe('AuthFailure.SignatureExpire')
  expect(new Set(codes.slice(1))).toEqual(new Set(['0']))
  const corrected = said.filter((event) => JSON.stringify(event)?.includes('clock_corrected'))
  expect(corrected).toMatchObject([{ offsetMs: minutes * 60_000 }])
})

it('signs again, with a new timestamp, on every attempt', async () => {
  const vendor = await simulator()
  vendor.fault({ kind: 'status', status: 503, retryAfter: '600' })
  expect((await readAll(vendor)).length).toBeGreaterThan(50)
  expect(time - start).toBeGreaterThanOrEqual(600_000) // twice what the vendor lets a signature live
})

it('shows no secret in errors, logs or events, whatever the vendor repeats', async () => {
  const secrets = ['AKIDcanary-secret-id', 'canary/secret+key', 'canary-sts-token']
  const [secretId = '', secretKey = '', token = ''] = secrets
  const said: unknown[] = []
  const refusals = { 'AuthFailure.SignatureFailure': 1, InternalError: 4, RequestLimitExceeded: 4, [secretId]: 1 }
  const vendor = await simulator({ secretId, secretKey, token })
  for (const [code, times] of Object.entries(refusals)) {
    vendor.fault({ kind: 'error', code, message: `${secrets.join(' ')} ${encodeURIComponent(secretKey)}` }, times)
    const error = await failed(vendor, {}, said)
    said.push(error.message, error.hint, error.vendor, error.attempts, error.stack, String(error.cause), { ...error })
  }
  await readAll(vendor, {}, said)
  const text = JSON.stringify(said)
  for (const part of ['[redacted]', 'vendor answered', 'vendor call failed', '"type":"retry"'])
    expect(text).toContain(part)
  for (const secret of [...secrets, encodeURIComponent(secretKey)]) expect(text).not.toContain(secret)
})

async function simulator(options: EssbasicSimulatorOptions = {}): Promise<EssbasicSimulator> {
  const history = Date.parse('2026-10-20T00:00:00+08:00')
  const vendor = await startEssbasicSimulator({ now: () => time, history, perDay: 5, ...options })
  open.push(vendor)
  return vendor
}

/** November so far, on the vendor's own clock; log lines and events go to `said`. */
async function readAll(vendor: EssbasicSimulator, more: object = {}, said: unknown[] = []) {
  const clock = {
    now: () => time,
    sleep: async (ms: number) => {
      time = Math.max(time, Math.ceil(time + ms))
    },
  }
  const log = (message: string, fields?: object) => said.push(message, fields)
  const child = container.createChildContainer()
  child.register(CLOCK, { useValue: clock })
  child.register(LOGGER, { useValue: { debug: log, info: log, warn: log, error: log } })
  child.register(OBSERVER, { useValue: { notify: (event: unknown) => said.push(event) } })
  await using runtime = createRuntime({ connectors: [essbasic], container: child })
  const rows = []
  const options = { config: { ...vendor.config, ...more }, from: '2026-11-01' }
  for await (const row of runtime.read(essbasic, 'bill_usage_detail', options)) rows.push(row)
  return rows
}

async function failed(...asked: Parameters<typeof readAll>): Promise<OutlayError> {
  const error = await readAll(...asked).catch((caught: unknown) => caught)
  if (!OutlayError.isInstance(error)) throw error
  return error
}
