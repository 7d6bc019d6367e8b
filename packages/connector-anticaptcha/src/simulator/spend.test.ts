import { afterEach, expect, it } from 'vitest'
import { type AnticaptchaSimulator, type AnticaptchaSimulatorOptions, startAnticaptchaSimulator } from './index.js'

interface Row {
  dateFrom: number
  dateTill: number
  volume: string
  money: string
}

const HOUR = 3600
const DAY = 24 * HOUR
const NOW = seconds('2026-11-10T12:20:00Z')
const QUEUES = ['English ImageToText', 'Recaptcha Proxyless', 'Turnstile Proxyless']
const started: AnticaptchaSimulator[] = []
let clock = NOW

afterEach(async () => {
  clock = NOW
  for (const simulator of started.splice(0)) await simulator.close()
})

function seconds(instant: string): number {
  return Date.parse(instant) / 1000
}

async function start(options: AnticaptchaSimulatorOptions = {}): Promise<AnticaptchaSimulator> {
  const simulator = await startAnticaptchaSimulator({ now: () => clock * 1000, ...options })
  started.push(simulator)
  return simulator
}

async function read({ config, baseUrl }: AnticaptchaSimulator, properties: Record<string, unknown> = {}) {
  const response = await fetch(`${baseUrl}/getSpendingStats`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientKey: config.clientKey, ...properties }),
  })
  const text = await response.text()
  // Numbers are quoted before parsing, so that the digits seen are those on the wire.
  const body: { data: Row[] } = JSON.parse(text.replace(/"(volume|money)":([\d.]+)/g, '"$1":"$2"'))
  return { text, rows: body.data }
}

function micros(amount: string): bigint {
  const [whole = '', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(6, '0'))
}

function total(amounts: readonly string[]): bigint {
  return amounts.reduce((sum, amount) => sum + micros(amount), 0n)
}

const money = (rows: readonly Row[]): bigint => total(rows.map((row) => row.money))
const volume = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + Number(row.volume), 0)

it('reports 24 consecutive hours from date, with inclusive ends', async () => {
  const simulator = await start()
  const date = seconds('2026-11-05T00:00:00Z')
  const { rows } = await read(simulator, { date })
  expect(rows.map((row) => row.dateFrom)).toEqual(Array.from({ length: 24 }, (_, hour) => date + hour * HOUR))
  expect(rows.every((row) => row.dateTill === row.dateFrom + HOUR - 1)).toBe(true)
})

it('follows the phase of an unaligned date and splits hours exactly', async () => {
  const midnight = seconds('2026-11-10T00:00:00Z')
  const simulator = await start({ history: midnight * 1000 })
  const aligned = (await read(simulator, { date: midnight })).rows
  const shifted = (await read(simulator, { date: midnight - 15 * 60 })).rows
  expect(shifted[0]?.dateFrom).toBe(midnight - 15 * 60)
  expect(shifted[1]?.money).not.toBe(aligned[1]?.money)
  // Both cover everything from the start of the history to now.
  expect(money(shifted)).toBe(money(aligned))
  expect(volume(shifted)).toBe(volume(aligned))
})

it('counts the last 24 hours back from now when date is absent', async () => {
  const simulator = await start()
  clock = NOW + 47
  const { rows } = await read(simulator)
  expect(rows).toHaveLength(24)
  expect(rows[0]?.dateFrom).toBe(clock - DAY)
  expect(rows.at(-1)?.dateTill).toBe(clock - 1)
})

it('covers 23 hours when told to', async () => {
  const simulator = await start({ rowsPerReply: 23 })
  const date = seconds('2026-11-05T00:00:00Z')
  const { rows } = await read(simulator, { date })
  expect(rows).toHaveLength(23)
  expect(rows.at(-1)?.dateTill).toBe(date + 23 * HOUR - 1)
})

it('reports no future hour, and a growing one for now', async () => {
  const simulator = await start()
  const date = seconds('2026-11-10T00:00:00Z')
  const early = (await read(simulator, { date })).rows
  clock = seconds('2026-11-10T12:50:00Z')
  const late = (await read(simulator, { date })).rows
  expect(early).toHaveLength(13)
  expect(late).toHaveLength(13)
  expect(early.slice(0, 12)).toEqual(late.slice(0, 12))
  expect(Number(late[12]?.volume)).toBeGreaterThan(Number(early[12]?.volume))
  expect(Number(early[12]?.volume)).toBeGreaterThan(0)
  expect((await read(simulator, { date: clock + 1 })).rows).toEqual([])
})

it('has idle hours, present with zeros', async () => {
  const simulator = await start({ queues: ['Recaptcha Proxyless'] })
  const { rows, text } = await read(simulator, { date: seconds('2026-11-05T00:00:00Z') })
  expect(rows.some((row) => row.volume === '0')).toBe(true)
  expect(rows.every((row) => (row.volume === '0') === (row.money === '0'))).toBe(true)
  expect(text).toContain('"volume":0,"money":0}')
})

it('writes money with up to six decimals, as numbers or as strings', async () => {
  const date = seconds('2026-11-05T00:00:00Z')
  const numbers = await read(await start(), { date })
  const strings = await read(await start({ stringNumbers: true }), { date })
  expect(numbers.text).toMatch(/"volume":\d+,"money":\d+\.\d{6}[,}]/)
  expect(strings.text).toMatch(/"volume":"\d+","money":"\d+\.\d{6}"[,}]/)
  expect(strings.rows).toEqual(numbers.rows)
})

it('totals all queues to the last digit and differs per queue', async () => {
  const simulator = await start()
  const date = seconds('2026-11-10T00:00:00Z') // a day with a partial hour
  const all = (await read(simulator, { date })).rows
  const each = await Promise.all(QUEUES.map(async (queue) => (await read(simulator, { date, queue })).rows))
  expect(new Set(each.map(money)).size).toBe(3)
  all.forEach((row, index) => {
    const parts = each.map((rows) => rows[index]?.money ?? '')
    expect(total(parts)).toBe(micros(row.money))
  })
})

it('gives an unknown queue zeros, or no rows when told to', async () => {
  const query = { date: seconds('2026-11-05T00:00:00Z'), queue: 'No Such Queue' }
  const zeros = (await read(await start(), query)).rows
  expect(zeros).toHaveLength(24)
  expect(zeros.every((row) => row.volume === '0' && row.money === '0')).toBe(true)
  expect((await read(await start({ unsupportedQueues: 'empty' }), query)).rows).toEqual([])
})

it('partitions spend by application and by address, exactly and without echoing the filter', async () => {
  const softIds = [847, 1093]
  const ips = ['203.0.113.7', '203.0.113.8', '2001:db8::1']
  const simulator = await start({ softIds, ips })
  const date = seconds('2026-11-10T00:00:00Z')
  const all = (await read(simulator, { date })).rows
  const bySoftId = await Promise.all(softIds.map((softId) => read(simulator, { date, softId })))
  const byIp = await Promise.all(ips.map((ip) => read(simulator, { date, ip })))
  for (const parts of [bySoftId, byIp]) {
    expect(parts.every(({ rows }) => money(rows) > 0n)).toBe(true)
    expect(parts.reduce((sum, { rows }) => sum + money(rows), 0n)).toBe(money(all))
    expect(parts.reduce((sum, { rows }) => sum + volume(rows), 0)).toBe(volume(all))
  }
  expect(money((await read(simulator, { date, softId: 5 })).rows)).toBe(0n)
  expect(bySoftId[0]?.text).not.toContain('softId')
  expect(byIp[0]?.text).not.toContain('203.0.113.7')
})

it('has spent nothing before its history', async () => {
  const simulator = await start({ history: Date.parse('2026-11-05T06:00:00Z') })
  const { rows } = await read(simulator, { date: seconds('2026-11-05T00:00:00Z') })
  expect(money(rows.slice(0, 6))).toBe(0n)
  expect(money(rows.slice(6))).toBeGreaterThan(0n)
  expect(simulator.charges()[0]?.day).toBe('2026-11-05')
})

it('lowers a few image hours within 48 hours of the day, and nothing afterwards', async () => {
  const simulator = await start({ history: Date.parse('2026-10-01') })
  const dayEnd = seconds('2026-11-06T00:00:00Z')
  const readDay = async (queue: string, at: number): Promise<Row[]> => {
    clock = at
    return (await read(simulator, { date: dayEnd - DAY, queue })).rows
  }
  const fresh = await readDay('English ImageToText', dayEnd)
  const settled = await readDay('English ImageToText', dayEnd + 2 * DAY)
  const lowered = settled.filter((row, hour) => micros(row.money) < micros(fresh[hour]?.money ?? '0'))
  expect(lowered.length).toBeGreaterThanOrEqual(1)
  expect(lowered.length).toBeLessThanOrEqual(6)
  expect(money(settled) * 100n).toBeGreaterThan(money(fresh) * 98n)
  expect(settled.map((row) => row.volume)).toEqual(fresh.map((row) => row.volume))
  expect(await readDay('English ImageToText', dayEnd + 40 * DAY)).toEqual(settled)
  const recaptcha = await readDay('Recaptcha Proxyless', dayEnd)
  expect(await readDay('Recaptcha Proxyless', dayEnd + 2 * DAY)).toEqual(recaptcha)
})

it('answers the same when the days are asked for in another order', async () => {
  const dates = ['2026-11-07', '2026-11-03', '2026-11-05'].map((day) => seconds(`${day}T00:00:00Z`))
  const forwards = await start()
  const backwards = await start()
  const there: string[] = []
  const back: string[] = []
  for (const date of dates) there.push((await read(forwards, { date })).text)
  for (const date of dates.toReversed()) back.push((await read(backwards, { date })).text)
  expect(back.toReversed()).toEqual(there)
})

it('generates the same account again, and another one from another seed or name', async () => {
  const first = (await start()).charges()
  expect((await start()).charges()).toEqual(first)
  expect((await start({ seed: 2 })).charges()).not.toEqual(first)
  const other = (await start({ account: 'captcha-two' })).charges()
  expect(other.map(({ amount }) => amount)).not.toEqual(first.map(({ amount }) => amount))
})
