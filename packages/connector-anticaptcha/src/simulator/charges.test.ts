import { afterEach, beforeEach, expect, it } from 'vitest'
import { type AnticaptchaSimulator, startAnticaptchaSimulator } from './index.js'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-10T12:20:00Z')
const QUEUES = ['English ImageToText', 'Recaptcha Proxyless', 'Turnstile Proxyless']

let simulator: AnticaptchaSimulator
let clock: number

beforeEach(async () => {
  clock = NOW
  simulator = await startAnticaptchaSimulator({ now: () => clock })
})
afterEach(() => simulator.close())

/** Reads every day of [from, now] per queue and lists `day queue money volume` of the rows with spend. */
async function readThrough(from: string): Promise<string[]> {
  const lines: string[] = []
  for (let date = Date.parse(from); date <= clock; date += DAY_MS) {
    for (const queue of QUEUES) {
      const body = JSON.stringify({ clientKey: simulator.config.clientKey, date: date / 1000, queue })
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(`${simulator.baseUrl}/getSpendingStats`, { method: 'POST', headers, body })
      const day = new Date(date).toISOString().slice(0, 10)
      for (const [, volume, money] of (await response.text()).matchAll(/"volume":(\d+),"money":([\d.]+)/g)) {
        if (volume !== '0' || money !== '0') lines.push(`${day} ${queue} ${money} ${volume}`)
      }
    }
  }
  return lines.sort()
}

it('states exactly what the API reports, row by row', async () => {
  const charges = simulator.charges({ from: '2026-10-30' })
  const lines = charges.map(({ day, sku, amount, quantity }) => `${day} ${sku} ${amount} ${quantity}`).sort()
  expect(lines.length).toBeGreaterThan(600)
  expect(await readThrough('2026-10-30')).toEqual(lines)
  expect(charges.every(({ account, currency }) => account === 'captcha-main' && currency === 'USD')).toBe(true)
})

it('covers the 60 days before the start and today by default', () => {
  const days = new Set(simulator.charges().map(({ day }) => day))
  expect([...days].at(0)).toBe('2026-09-11')
  expect([...days].at(-1)).toBe('2026-11-10')
  expect(days.size).toBe(61)
})

it('keeps its history when the clock moves on', () => {
  clock += 3 * DAY_MS
  const days = [...new Set(simulator.charges().map(({ day }) => day))]
  expect([days.at(0), days.at(-1)]).toEqual(['2026-09-11', '2026-11-13'])
})

it('includes from and excludes to', () => {
  const days = new Set(simulator.charges({ from: '2026-11-01', to: '2026-11-03' }).map(({ day }) => day))
  expect([...days]).toEqual(['2026-11-01', '2026-11-02'])
  expect(simulator.charges({ from: '2026-11-11' })).toEqual([])
})

it('knows at asOf what the API will say by then', async () => {
  const range = { from: '2026-11-08', to: '2026-11-10' }
  const settled = simulator.charges({ ...range, asOf: Date.parse('2026-11-12') })
  expect(settled).not.toEqual(simulator.charges(range))
  clock = Date.parse('2026-11-12')
  expect(simulator.charges(range)).toEqual(settled)
  clock = Date.parse('2027-01-01')
  expect(simulator.charges(range)).toEqual(settled)
})

it('leaves out what had not happened by asOf', () => {
  const early = simulator.charges({ asOf: Date.parse('2026-11-01T00:00:00Z') })
  expect(early.at(-1)?.day).toBe('2026-10-31')
})

it.each(['2026-02-30', '2026-1-1', 'yesterday', '2026-01-01T00:00:00Z'])('refuses the bound %s', (bound) => {
  expect(() => simulator.charges({ from: bound })).toThrow(RangeError)
  expect(() => simulator.charges({ to: bound })).toThrow(RangeError)
})
