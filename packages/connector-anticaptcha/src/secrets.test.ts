import { inspect } from 'node:util'
import { CLOCK, type Clock, LOGGER, type Logger, OBSERVER, type Observer } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { virtualClock } from '@outlay/testkit'
import nock from 'nock'
import { container } from 'tsyringe'
import { expect, it } from 'vitest'
import { anticaptcha } from './index.js'

const CANARY = 'canary+0123456789/abcdef"ABCDEF='
/** How the key begins: plain, in a URL, in base64. Any of them shows that it was not removed whole. */
const FORMS = ['canary+0123456789', 'canary%2B0123456789', Buffer.from('canary+01234').toString('base64')]

/** Reads two days and gives everything that anyone outside could see: rows, the error, log lines, events. */
async function everythingSeen(): Promise<string> {
  const seen: unknown[] = []
  const line = (message: string, fields?: unknown): void => void seen.push(message, fields)
  const host = container.createChildContainer()
  host.register<Logger>(LOGGER, { useValue: { debug: line, info: line, warn: line, error: line } })
  host.register<Observer>(OBSERVER, { useValue: { notify: (event) => void seen.push(event) } })
  host.register<Clock>(CLOCK, { useValue: virtualClock('2026-11-20T12:00:00Z') })
  const runtime = createRuntime({ connectors: [anticaptcha], container: host })
  const options = { config: { clientKey: CANARY }, from: '2026-11-01', to: '2026-11-03' }
  try {
    for await (const row of runtime.read(anticaptcha, 'spending_stats', options)) seen.push(row)
  } catch (error) {
    seen.push(error, error instanceof Error ? error.stack : undefined, JSON.stringify(error))
  }
  return inspect(seen, {
    depth: 20,
    maxStringLength: null,
    maxArrayLength: null,
    breakLength: Number.POSITIVE_INFINITY,
  })
}

const path = `/getSpendingStats?clientKey=${encodeURIComponent(CANARY)}`

it.each<[string, number, string, Record<string, string>]>([
  ['a refusal that repeats it', 200, refusal(`key ${CANARY} not found`), {}],
  ['a refusal that repeats it in base64', 200, refusal(`auth ${Buffer.from(CANARY).toString('base64')}`), {}],
  ['a refusal whose code repeats it', 200, refusal('no', `ERROR_${CANARY}`), {}],
  ['an HTML page that repeats it', 502, `<html>POST ${path} ${CANARY}</html>`, {}],
  ['a redirect that repeats it', 302, '', { location: `https://elsewhere.example${path}` }],
  ['broken JSON that repeats it', 200, `{"clientKey":${JSON.stringify(CANARY)},`, {}],
  ['a reply that is none and repeats it', 200, JSON.stringify({ clientKey: CANARY }), {}],
  ['an hour that repeats it', 200, JSON.stringify({ errorId: 0, data: [{ [CANARY]: CANARY }] }), {}],
])('the key stays out of errors, logs and events after %s', async (_what, status, body, headers) => {
  nock('https://api.anti-captcha.com').persist().post('/getSpendingStats').reply(status, body, headers)
  const seen = await everythingSeen()
  expect(seen).toMatch(/VendorError/)
  expect(seen).toContain('vendor call failed')
  expect(seen).toContain('window_started')
  for (const form of FORMS) expect(seen).not.toContain(form)
})

it('the key stays out when the connection breaks', async () => {
  nock('https://api.anti-captcha.com').persist().post('/getSpendingStats').replyWithError(`broken near ${CANARY}`)
  const seen = await everythingSeen()
  expect(seen).toMatch(/VendorError/)
  for (const form of FORMS) expect(seen).not.toContain(form)
})

function refusal(errorDescription: string, errorCode = 'ERROR_KEY_DOES_NOT_EXIST'): string {
  return JSON.stringify({ errorId: 1, errorCode, errorDescription })
}
