import { addMoney, CLOCK, type Clock, type Money } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { virtualClock } from '@outlay/testkit'
import nock from 'nock'
import { container } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import { anticaptcha, OTHER_QUEUES } from './index.js'
import { replaceTotalByRemainder } from './other-queues.js'

const CLIENT_KEY = '0123456789abcdef0123456789abcdef'
const MIDNIGHT = 1793491200 // 2026-11-01T00:00:00Z
const QUEUES = ['English ImageToText', 'Recaptcha Proxyless']
const usd = (amount: string): Money => ({ amount, currency: 'USD' })

/** Serves a day for one queue, or the total: in hour n, n tasks more than `volume` at `money`. */
function serve(queue: string | undefined, volume: number, money: string): void {
  const data = Array.from({ length: 24 }, (_, hour) => {
    const from = MIDNIGHT + hour * 3600
    return `{"dateFrom":${from},"dateTill":${from + 3599},"volume":${volume + hour},"money":${money}}`
  })
  nock('https://api.anti-captcha.com')
    .post('/getSpendingStats', { clientKey: CLIENT_KEY, date: MIDNIGHT, ...(queue && { queue }) })
    .reply(200, `{"errorId":0,"data":[${data}]}`)
}

async function readDay(queues: readonly string[]) {
  const host = container
    .createChildContainer()
    .register<Clock>(CLOCK, { useValue: virtualClock('2026-11-20T12:00:00Z') })
  const config = { clientKey: CLIENT_KEY, queues: [...queues] }
  const range = { from: '2026-11-01', to: '2026-11-02' }
  const rows = []
  const runtime = createRuntime({ connectors: [anticaptcha], container: host })
  for await (const row of runtime.read(anticaptcha, 'spending_stats', { config, ...range })) rows.push(row)
  return rows
}

describe('a connection with queues', () => {
  it('gives rows for each and for the others, none for the total, and loses nothing of it', async () => {
    serve('English ImageToText', 10, '0.000001')
    serve('Recaptcha Proxyless', 20, '7.495948')
    serve(undefined, 100, '10')
    const rows = await readDay(QUEUES)
    expect(rows).toHaveLength(3 * 24)
    expect(new Set(rows.map(({ queue }) => queue))).toEqual(new Set([...QUEUES, OTHER_QUEUES]))
    for (let hour = 0; hour < 24; hour += 1) {
      const same = rows.filter(({ dateFrom }) => dateFrom === MIDNIGHT + hour * 3600)
      expect(same.map(({ money }) => money).reduce(addMoney)).toEqual(usd('10.000000'))
      expect(same.reduce((sum, { volume }) => sum + volume, 0)).toBe(100 + hour)
    }
  })

  it('shows a misspelt name as a remainder that holds everything', async () => {
    serve('Recapcha', 0, '0')
    serve(undefined, 7, '3.5')
    const others = (await readDay(['Recapcha'])).filter(({ queue }) => queue === OTHER_QUEUES)
    expect(others.map(({ money }) => money)).toEqual(Array(24).fill(usd('3.5')))
  })

  it('without queues gives the total, under no name', async () => {
    serve(undefined, 7, '3.5')
    expect(new Set((await readDay([])).map(({ queue }) => queue))).toEqual(new Set([null]))
  })
})

describe('the remainder of an hour', () => {
  const entry = (queue: string | null, dateFrom: number, volume: number, amount: string) => ({
    record: { queue, dateFrom, volume, money: usd(amount), ip: '203.0.113.7' },
    raw: null,
  })

  it('is the total less its queues, and keeps all else', () => {
    const entries = [entry('a', 0, 3, '1.10'), entry('b', 0, 4, '2.2'), entry(null, 0, 9, '4'), entry(null, 1, 1, '5')]
    const [first, second, ...others] = replaceTotalByRemainder(entries)
    expect([first, second]).toEqual(entries.slice(0, 2))
    expect(others).toEqual([entry(OTHER_QUEUES, 0, 2, '0.70'), entry(OTHER_QUEUES, 1, 1, '5')])
  })

  it('is negative where the queues hold more than the total says: the sum stays the total', () => {
    const [, other] = replaceTotalByRemainder([entry('a', 0, 3, '2'), entry(null, 0, 1, '1.5')])
    expect(other?.record).toMatchObject({ volume: -2, money: usd('-0.5') })
  })

  it('is absent for an hour without a total', () => {
    const entries = [entry('a', 0, 3, '2')]
    expect(replaceTotalByRemainder(entries)).toEqual(entries)
  })
})
