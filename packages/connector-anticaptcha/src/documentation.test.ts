import { readdirSync, readFileSync } from 'node:fs'
import { CLOCK, type Clock } from '@outlay/core'
import * as runtime from '@outlay/core/runtime'
import { virtualClock } from '@outlay/testkit'
import nock from 'nock'
import { container } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import { config } from './config.js'
import * as connector from './index.js'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const MODULES: Readonly<Record<string, object>> = {
  '@outlay/connector-anticaptcha': connector,
  '@outlay/core/runtime': runtime,
}
const [REPLY = '', CALL = '', ROW = '', ...OTHERS] = blocks('json')
/** Streams other than the first: the method, and the JSON that it answers, is asked with and comes out as. */
const SNAPSHOTS = (['balance', 'queue_stats', 'app_stats'] as const).map((stream, index) => {
  const [reply = '', call = '', row = ''] = OTHERS.slice(3 * index)
  return {
    stream,
    path: /^`POST https:\/\/api\.anti-captcha\.com(\/\w+)`/m.exec(section(`### ${stream}`))?.[1],
    reply,
    call,
    row,
  }
})

/** What stands under a heading of the README. */
function section(heading: string): string {
  const level = heading.slice(0, heading.indexOf(' '))
  return (
    README.split(new RegExp(`^(?=#{2,${level.length}} )`, 'm')).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  )
}

/** The fenced blocks of one language, in order. */
function blocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text)
}

/** The rows of the table under a heading, cell by cell, without its head. */
function table(heading: string): string[][] {
  const [first = ''] = section(`## ${heading}`).split('### ')
  const lines = first.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const codesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)

/** Runs an example as it stands, imports included; gives what it prints. */
async function run(example: string, environment: Readonly<Record<string, string>>): Promise<unknown[][]> {
  const printed: unknown[][] = []
  const script = example.replace(/^import (\{.*\}) from '(.*)'$/gm, (_line, names: string, from: string) => {
    return `const ${names} = modules[${JSON.stringify(from)}]`
  })
  const main = new Function('modules', 'process', 'console', `return (async () => {${script}})()`)
  await main(MODULES, { env: environment }, { log: (...line: unknown[]) => printed.push(line) })
  return printed
}

describe('the README', () => {
  it('has an example that reads a page in five lines', async () => {
    const { clientKey, date } = JSON.parse(CALL) as { clientKey: string; date: number }
    const hours = Array.from({ length: 24 }, (_, hour) => {
      const from = date + hour * 3600
      return { dateFrom: from, dateTill: from + 3599, volume: hour, money: hour }
    })
    nock('https://api.anti-captcha.com')
      .post('/getSpendingStats', { clientKey, date })
      .reply(200, { errorId: 0, data: hours })
    const [example = '', ...others] = blocks('ts')
    expect(others).toEqual([])
    const printed = await run(example, { ANTICAPTCHA_CLIENT_KEY: clientKey })
    expect(printed).toHaveLength(24)
    expect(printed[7]).toEqual(['2026-11-01T07:00:00.000Z', 7, '7', 'USD'])
  })

  it('shows the call and the row that belong to the JSON', async () => {
    const { clientKey, queue, date } = JSON.parse(CALL) as { clientKey: string; queue: string; date: number }
    nock('https://api.anti-captcha.com').post('/getSpendingStats', JSON.parse(CALL)).reply(200, REPLY)
    const rest = nock('https://api.anti-captcha.com').persist()
    rest.post('/getSpendingStats', (body) => body.date !== date || body.queue === undefined).reply(200, NO_HOURS)
    const rows: unknown[] = []
    const options = { config: { clientKey, queues: [queue] }, from: '2026-11-01', to: '2026-11-02' }
    const host = container
      .createChildContainer()
      .register<Clock>(CLOCK, { useValue: virtualClock('2026-11-20T12:00:00Z') })
    const { read } = runtime.createRuntime({ connectors: [connector.anticaptcha], container: host })
    for await (const row of read(connector.anticaptcha, 'spending_stats', options)) rows.push(row)
    expect(JSON.stringify(rows)).toBe(JSON.stringify([JSON.parse(ROW)]))
  })

  it.each(SNAPSHOTS)('shows the call and the row of $stream', async ({ stream, path = '', reply, call, row }) => {
    const asked: string[] = []
    nock('https://api.anti-captcha.com')
      .post(path)
      .reply(200, async (request: Request) => {
        asked.push(await request.text())
        return reply
      })
    const config = { clientKey: JSON.parse(CALL).clientKey, queueIds: [1], appIds: ['123'] }
    const host = container
      .createChildContainer()
      .register<Clock>(CLOCK, { useValue: virtualClock('2026-11-20T12:00:00Z') })
    const { read } = runtime.createRuntime({ connectors: [connector.anticaptcha], container: host })
    const rows: unknown[] = []
    for await (const got of read(connector.anticaptcha, stream, { config })) rows.push(got)
    expect(asked.map((text) => JSON.parse(text))).toEqual([JSON.parse(call)])
    expect(JSON.stringify(rows)).toBe(JSON.stringify([JSON.parse(row)]))
  })

  it('has no other JSON', () => {
    expect(OTHERS).toHaveLength(3 * SNAPSHOTS.length)
  })

  it('says rightly that nothing else is called: no method that moves money or solves tasks is in the code', () => {
    const folder = new URL('./', import.meta.url)
    const files = readdirSync(folder).filter((name) => /^[\w-]+\.ts$/.test(name))
    const code = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n')
    const called = [...code.matchAll(/path: '\/(\w+)'/g)].map(([, method]) => method)
    expect(called.sort()).toEqual(['getAppStats', 'getBalance', 'getQueueStats', 'getSpendingStats'])
    expect(code).not.toMatch(/sendFunds|Coupon|createTask/)
    const [named = ''] = /It calls .* and nothing else/.exec(README) ?? []
    expect(codesIn(named).sort()).toEqual(called)
  })

  it('lists every key of the config, with its default', () => {
    const rows = table('Config')
    expect(rows.map(([key]) => codesIn(key))).toEqual(Object.keys(config.shape).map((key) => [key]))
    expect(codesIn(rows.find(([key]) => key === '`baseUrl`')?.[2])).toEqual([config.parse({ clientKey: 'x' }).baseUrl])
  })

  it('lists every stream', () => {
    const { connectors } = runtime.createRuntime({ connectors: [connector.anticaptcha] })
    const names = connectors.flatMap(({ streams }) => streams.map(({ name }) => name))
    expect(
      table('Streams')
        .flatMap(([name]) => codesIn(name))
        .sort(),
    ).toEqual(names.sort())
  })

  it.each(table('Errors').flatMap(([codes, category]) => codesIn(codes).map((code) => [code, category] as const)))(
    'says rightly that %s is %s',
    async (errorCode, category = '') => {
      nock('https://api.anti-captcha.com').post('/getSpendingStats').reply(200, { errorId: 1, errorCode })
      const options = { config: { clientKey: 'x'.repeat(32) }, from: '2026-11-01', to: '2026-11-02' }
      const rows = runtime.read(connector.anticaptcha, 'spending_stats', options)
      await expect(rows.next()).rejects.toMatchObject({ category: category.split(',')[0], vendor: { code: errorCode } })
    },
  )
})

const NO_HOURS = '{"errorId":0,"data":[]}'
