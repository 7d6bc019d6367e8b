import 'reflect-metadata'
import { setTimeout as delay } from 'node:timers/promises'
import { startAnticaptchaSimulator } from '@outlay/connector-anticaptcha/simulator'
import { OBSERVER, sumDecimals } from '@outlay/core'
import { container as root } from 'tsyringe'
import { expect, it, vi } from 'vitest'
import { App } from './app.js'
import { SharedModule } from './shared-module.js'
import type { RequestCounter } from './tenant-module.js'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const began = performance.now()
const clock = { now: () => NOON + Math.floor(performance.now() - began), sleep: (ms: number) => delay(ms) }

it('gives each tenant its own spend, and counts for each its own requests', async () => {
  await using north = await startAnticaptchaSimulator({ account: 'first', seed: 1, now: clock.now })
  await using south = await startAnticaptchaSimulator({ account: 'second', seed: 2, now: clock.now })
  const lines: string[] = []
  await using app = new App([new SharedModule((line) => lines.push(line), clock)])
  const tenants = [north, south].map(({ config }, index) => ({ id: `tenant-${index}`, captcha: config }))
  const spent = await Promise.all(tenants.map((tenant) => app.spend(tenant).spent('2026-11-01', '2026-11-03')))
  const range = { from: '2026-11-01', to: '2026-11-03' }
  const charged = [north, south].map((vendor) => sumDecimals(vendor.charges(range).map(({ amount }) => amount)))
  expect(spent.map(({ amount }) => amount)).toEqual(charged)
  expect(charged[0]).not.toBe(charged[1])
  const counted = tenants.map((tenant) => app.tenant(tenant).resolve<RequestCounter>(OBSERVER).requests)
  expect(counted).toEqual([north, south].map(({ requests }) => requests.length))
  expect(lines.filter((line) => line.startsWith('info run finished {"tenant":"tenant-0"'))).toHaveLength(1)
  for (const { captcha } of tenants) expect(lines.join('\n')).not.toContain(captcha.clientKey)
  expect(root.isRegistered(OBSERVER)).toBe(false)
}, 60_000)

it('prints what its README shows', async () => {
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => void lines.push(values.join(' ')))
  await import('./main.js')
  log.mockRestore()
  expect(lines.sort()).toEqual([
    'info run finished {"tenant":"north","outcome":"completed","rows":48}',
    'info run finished {"tenant":"south","outcome":"completed","rows":48}',
    expect.stringMatching(/^north spent \d+\.\d+ USD$/),
    expect.stringMatching(/^south spent \d+\.\d+ USD$/),
  ])
}, 60_000)
