import { CLOCK, type Clock } from '@outlay/core'
import { createRuntime, read } from '@outlay/core/runtime'
import { virtualClock } from '@outlay/testkit'
import nock from 'nock'
import { container } from 'tsyringe'
import { expect, it } from 'vitest'
import { anticaptcha } from './index.js'
import { SAMPLE } from './testing/samples.js'

const HOST = 'https://api.anti-captcha.com'
const PATH = '/getSpendingStats'

/** The hours of it that begin on its first day, 2019-02-18. */
const SAMPLE_DAY = SAMPLE.replace(/,\{\s+"dateFrom":1550537100.*\n {2}\]/s, '\n  ]')

const REFUSAL = `{
  "errorId": 1,
  "errorCode": "ERROR_KEY_DOES_NOT_EXIST",
  "errorDescription": "Account authorization key not found in the system"
}`

const unfiltered = { queue: null, softId: null, ip: null, provisional: false }
const FIRST = { ...unfiltered, dateFrom: 1550533500, dateTill: 1550537099, volume: 1899 }
const SECOND = { ...unfiltered, dateFrom: 1550537100, dateTill: 1550540699, volume: 2217 }
const LAST = { ...unfiltered, dateFrom: 1550612700, dateTill: 1550616299, volume: 2156 }
const usd = (amount: string) => ({ amount, currency: 'USD' })

function runtime() {
  const host = container
    .createChildContainer()
    .register<Clock>(CLOCK, { useValue: virtualClock('2026-11-10T12:20:00Z') })
  return createRuntime({ connectors: [anticaptcha], container: host })
}

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}

it('reads the documented reply: hours off the clock hour count on the day on which they begin', async () => {
  nock(HOST).post(PATH, { clientKey: 'YOUR_API_KEY', date: 1550448000 }).reply(200, SAMPLE_DAY)
  nock(HOST).post(PATH, { clientKey: 'YOUR_API_KEY', date: 1550534400 }).reply(200, SAMPLE)
  nock(HOST).post(PATH, { clientKey: 'YOUR_API_KEY', date: 1550616300 }).reply(200, '{"errorId":0,"data":[]}')
  const rows = runtime().read(anticaptcha, 'spending_stats', {
    config: { clientKey: 'YOUR_API_KEY' },
    from: '2019-02-18',
    to: '2019-02-20',
  })
  expect(await collect(rows)).toEqual([
    { ...FIRST, money: usd('7.495948') },
    { ...SECOND, money: usd('7.861741') },
    { ...LAST, money: usd('7.827058') },
  ])
})

it('needs nothing but a key and two dates', async () => {
  nock(HOST).post(PATH).reply(200, SAMPLE_DAY)
  const rows = read(anticaptcha, 'spending_stats', {
    config: { clientKey: 'YOUR_API_KEY' },
    from: '2019-02-18T23:00:00Z',
    to: '2019-02-19',
  })
  expect(await collect(rows)).toEqual([{ ...FIRST, money: usd('7.495948') }])
})

it('sends the documented request', async () => {
  const asked: unknown[] = []
  nock(HOST, { reqheaders: { 'content-type': 'application/json', accept: 'application/json' } })
    .post(PATH, (body) => asked.push(body) > 0)
    .twice()
    .reply(200, '{"errorId":0,"data":[]}')
  const rows = runtime().read(anticaptcha, 'spending_stats', {
    config: { clientKey: 'YOUR_API_KEY', queues: ['Recaptcha Proxyless'] },
    from: '2022-12-28',
    to: '2022-12-29',
  })
  expect(await collect(rows)).toEqual([])
  expect(asked).toEqual([
    { clientKey: 'YOUR_API_KEY', date: 1672185600, queue: 'Recaptcha Proxyless' },
    { clientKey: 'YOUR_API_KEY', date: 1672185600 },
  ])
})

it('fails with the documented refusal after one request', async () => {
  nock(HOST).post(PATH).reply(200, REFUSAL)
  const rows = runtime().read(anticaptcha, 'spending_stats', {
    config: { clientKey: 'YOUR_API_KEY' },
    from: '2019-02-18',
    to: '2019-02-22',
  })
  await expect(collect(rows)).rejects.toMatchObject({
    code: 'VENDOR_AUTH',
    category: 'auth',
    stops: 'connection',
    vendor: { code: 'ERROR_KEY_DOES_NOT_EXIST', message: 'Account authorization key not found in the system' },
    attempts: ['1: ERROR_KEY_DOES_NOT_EXIST'],
  })
})
