import 'reflect-metadata'
import { addMoney, CLOCK, OutlayError } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { virtualClock } from '@outlay/testkit'
import { container } from 'tsyringe'
import { expect, onTestFinished, test } from 'vitest'
import { nimbusMail } from './index.js'
import { type BookedItem, type NimbusMailOptions, serveNimbusMail } from './simulator.js'

const client = { clientId: 'acme', clientSecret: 'nimbus-secret' }

/** Messages of two days: pages that are full, and some that are not. */
const items = Array.from({ length: 630 }, (_, index): BookedItem => {
  const refunded = index % 9 === 0
  return {
    id: (9_007_199_254_740_993n + BigInt(index)).toString(),
    sentAt: new Date(Date.UTC(2026, 10, 1) + index * 250_000).toISOString().replace('.000', ''),
    domain: 'mail.acme.example',
    plan: index % 2 === 0 ? 'burst' : 'steady',
    messages: refunded ? -35 : 1200,
    amount: refunded ? '-0.0245' : '0.8400',
    kind: refunded ? 'refund' : 'charge',
    recipient: refunded ? null : 'ann@acme.example',
  }
})
const twoDays = items.filter(({ sentAt }) => sentAt < '2026-11-03')

async function scene(options: Partial<NimbusMailOptions> = {}) {
  const clock = virtualClock('2026-11-10T12:00:00Z')
  const vendor = await serveNimbusMail({ ...client, items, now: () => clock.now(), ...options })
  const host = container.createChildContainer()
  host.register(CLOCK, { useValue: clock })
  const runtime = createRuntime({ connectors: [nimbusMail], container: host })
  onTestFinished(async () => {
    await runtime.close()
    await vendor.close()
  })
  const config = { ...client, baseUrl: vendor.origin }
  const rows = async () => {
    const read = []
    for await (const row of runtime.read(nimbusMail, 'usage', { config, from: '2026-11-01', to: '2026-11-03' })) {
      read.push(row)
    }
    return read
  }
  return { vendor, clock, rows }
}

test('every message and refund of two days arrives once, digit for digit', async () => {
  const { vendor, rows } = await scene()
  const read = await rows()
  expect(read[0]).not.toHaveProperty('recipient_sample')
  expect(read.map(({ id, amount }) => [id, amount.amount])).toEqual(twoDays.map(({ id, amount }) => [id, amount]))
  const sum = read.map(({ amount }) => amount).reduce(addMoney)
  const booked = twoDays.reduce((total, { amount }) => total + BigInt(amount.replace('.', '')), 0n)
  expect(BigInt(sum.amount.replace('.', ''))).toBe(booked)
  expect(vendor.answers).toEqual(['token', 'ok', 'ok', 'ok', 'ok'])
})

test('a vendor that throttles is waited for as long as it asks', async () => {
  const { vendor, clock, rows } = await scene({ callsPerMinute: 3 })
  expect(await rows()).toHaveLength(twoDays.length)
  expect(vendor.answers).toContain('slow_down')
  expect(Math.max(...clock.sleeps)).toBeGreaterThan(50_000)
})

test('a revoked token is replaced once', async () => {
  const { vendor, rows } = await scene()
  await rows()
  vendor.revokeTokens()
  expect(await rows()).toHaveLength(twoDays.length)
  expect(vendor.answers.filter((answer) => answer === 'token')).toHaveLength(2)
})

test('a fault of the vendor passes', async () => {
  const { vendor, rows } = await scene()
  vendor.failNext(2)
  expect(await rows()).toHaveLength(twoDays.length)
})

test.each([
  ['a wrong secret', { clientSecret: 'another-secret' }, 'auth', 'client_unknown'],
  ['a client without the scope', { scopes: [] }, 'permission', 'scope_missing'],
])('%s ends the run at once', async (_what, options, category, code) => {
  const { vendor, rows } = await scene(options)
  const error = await rows().catch((thrown: unknown) => thrown)
  expect(OutlayError.isInstance(error) && [error.category, error.vendor?.code]).toEqual([category, code])
  expect(vendor.answers.filter((answer) => answer === code)).toHaveLength(1)
})
