import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { main } from '@outlay/cli'
import { anticaptcha } from '@outlay/connector-anticaptcha'
import { startAnticaptchaSimulator } from '@outlay/connector-anticaptcha/simulator'
import { essbasic } from '@outlay/connector-essbasic'
import { startEssbasicSimulator } from '@outlay/connector-essbasic/simulator'
import { zhihuiya } from '@outlay/connector-zhihuiya'
import { startZhihuiyaSimulator } from '@outlay/connector-zhihuiya/simulator'
import type { Plugin } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { demandScrubbed, type Recording, readRecording, replayRecording } from '@outlay/testkit'
import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const DAY_MS = 86_400_000
const day = (back: number): string => new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 10)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outlay-recording-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Records a stream with the command, from a vendor that is gone afterwards. */
async function record(connector: string, stream: string, config: object, range: readonly string[]): Promise<Recording> {
  const path = new URL(`../packages/connector-${connector}/dist/index.js`, import.meta.url).pathname
  const connections = { vendor: { connector: path, config } }
  writeFileSync(join(folder, 'outlay.config.yaml'), JSON.stringify({ version: 1, connections }))
  let said = ''
  const stderr = new Writable({
    write: (chunk, _encoding, done) => {
      said += String(chunk)
      done()
    },
  })
  const io = { cwd: folder, env: {}, stdout: new Writable({ write: (_chunk, _encoding, done) => done() }), stderr }
  const code = await main(['record', 'vendor', stream, ...range, '--out', 'recording.jsonl'], io)
  expect(code, said).toBe(0)
  return readRecording(readFileSync(join(folder, 'recording.jsonl'), 'utf8'))
}

/** All records of a stream. */
async function read(plugin: Plugin, stream: string, config: object, [, from = '', , to = '']: readonly string[]) {
  await using runtime = createRuntime({ connectors: [plugin] })
  const rows: unknown[] = []
  for await (const row of runtime.readById(plugin.id, stream, { config, from, to })) rows.push(row)
  return rows
}

describe('a recording of the command', () => {
  it.each([
    ['anticaptcha', anticaptcha, 'spending_stats', startAnticaptchaSimulator, ['clientKey']],
    ['essbasic', essbasic, 'bill_usage_detail', startEssbasicSimulator, ['secretId', 'secretKey']],
    ['zhihuiya', zhihuiya, 'statement_lines', startZhihuiyaSimulator, ['apikey', 'clientSecret']],
  ] as const)(
    'of %s holds no secret and is read again without the vendor, to the same rows',
    async (name, plugin, stream, start, keys) => {
      const range = ['--from', day(6), '--to', day(4)]
      const vendor = await start()
      const { config } = vendor
      const rows = await read(plugin, stream, config, range)
      const recording = await record(name, stream, config, range)
      await vendor.close()
      const secrets = keys.map((key) => String(Object.entries(config).find(([own]) => own === key)?.[1]))
      demandScrubbed(recording, secrets)
      const replay = replayRecording(recording, nock)
      expect(await read(plugin, stream, config, range)).toEqual(rows)
      expect(rows.length).toBeGreaterThan(5)
      expect(replay.left()).toEqual([])
    },
  )

  it('that is asked for what it does not have answers with 501', async () => {
    const vendor = await startAnticaptchaSimulator()
    const recording = await record('anticaptcha', 'balance', vendor.config, [])
    await vendor.close()
    const replay = replayRecording(recording, nock)
    const range = ['--from', day(6), '--to', day(4)]
    await expect(read(anticaptcha, 'spending_stats', vendor.config, range)).rejects.toMatchObject({
      message: expect.stringContaining('501'),
    })
    expect(replay.left()).toHaveLength(1)
  })
})

describe('a recording', () => {
  const exchange = {
    ...{ connection: 'a', runId: 'r', connector: 'x', endpoint: 'e', attempt: 1, ms: 1, code: null },
    request: {
      method: 'POST',
      url: 'https://api.x.example/list?page=1',
      headers: { 'x-key': '[redacted]' },
      body: '{}',
    },
    reply: { status: 200, headers: {}, body: '{"id":9007199254740993}' },
  }
  const SECRET = 'canary?0123456789'
  const base64 = Buffer.from(`user:${SECRET}`).toString('base64')

  it.each([
    ['address', { request: { ...exchange.request, url: `https://api.x.example/?k=${encodeURIComponent(SECRET)}` } }],
    ['headers', { request: { ...exchange.request, headers: { authorization: `Basic ${base64}` } } }],
    ['body', { request: { ...exchange.request, body: JSON.stringify({ key: SECRET }) } }],
    ["reply's headers", { reply: { ...exchange.reply, headers: { 'set-cookie': SECRET } } }],
    ["reply's body", { reply: { ...exchange.reply, body: `{"echo":"${SECRET}"}` } }],
  ])('with a secret in the %s fails, and does not show it', (place, changed) => {
    const recording = [exchange, { ...exchange, ...changed }]
    expect(() => demandScrubbed([exchange], [SECRET])).not.toThrow()
    expect(() => demandScrubbed(recording, ['another-secret', SECRET])).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          new RegExp(`^secret 2 of 2 stands in the .*${place.replace('reply', 'reply')} of exchange 2`),
        ),
      }),
    )
    expect(() => demandScrubbed(recording, [SECRET])).not.toThrow(/canary/)
  })

  it('is used as the README of the testkit shows', async () => {
    writeFileSync(join(folder, 'recording.jsonl'), `{"outlayRecording":1}\n${JSON.stringify(exchange)}\n`)
    const readme = readFileSync(new URL('../packages/testkit/README.md', import.meta.url), 'utf8')
    const [, block = ''] = /## A recording to test against\n.*?```ts\n(.*?)```/s.exec(readme) ?? []
    const given = {
      ...{ demandScrubbed, readRecording, replayRecording, nock, secrets: [SECRET] },
      readFileSync: (name: string) => readFileSync(join(folder, name), 'utf8'),
    }
    const run = new Function(...Object.keys(given), `${block}\nreturn replay`)
    expect(run(...Object.values(given)).left()).toHaveLength(1)
    await fetch(exchange.request.url, { method: 'POST' })
  })

  it.each([
    ['', 1, 'no JSON object'],
    ['{"outlayRecording":2}', 1, 'must say'],
    ['{"outlayRecording":1}\n{', 2, 'no JSON object'],
    ['{"outlayRecording":1}\n{}', 2, 'no exchange'],
    [`{"outlayRecording":1}\n${JSON.stringify(exchange)}\n[]`, 3, 'no JSON object'],
  ])('%j is refused, naming line %i', (text, line, said) => {
    expect(() => readRecording(text)).toThrow(
      expect.objectContaining({
        code: 'RECORDING_INVALID',
        message: expect.stringMatching(new RegExp(`^line ${line} of the recording is broken: .*${said}`)),
      }),
    )
  })

  it('answers the request most like the recorded one, each once, with numbers as they were', async () => {
    const two = {
      ...exchange,
      request: { ...exchange.request, url: 'https://api.x.example/list?page=2&nonce=1' },
      reply: { ...exchange.reply, body: '2' },
    }
    const replay = replayRecording([exchange, two], nock)
    const ask = async (query: string): Promise<string> =>
      (await fetch(`https://api.x.example/list?${query}`, { method: 'POST', body: '{}' })).text()
    expect([await ask('page=2&nonce=7'), await ask('page=1&nonce=8')]).toEqual(['2', '{"id":9007199254740993}'])
    expect(replay.left()).toEqual([])
    expect(await ask('page=1')).toContain('no reply left for POST /list')
  })
})
