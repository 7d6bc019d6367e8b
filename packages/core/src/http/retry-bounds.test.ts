import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { OutlayError } from '../contract/errors.js'
import type { RunEvent } from '../contract/observer.js'
import { memoryBudgetStore } from '../runtime/system-services.js'
import { openAcme } from '../testing/open-acme.js'
import { type ScriptedReply, scriptedTransport } from '../testing/scripted-transport.js'
import { virtualClock } from '../testing/virtual-clock.js'
import { Limiter, type Slot } from './limiter.js'

const QUARTER_HOUR = 15 * 60_000

/** What a vendor may do, and what is known of it without asking the code under test. */
interface Turn {
  /** To the request of this number, at this time. */
  readonly answer: (now: number, number: number) => ScriptedReply | Error
  readonly retryable?: boolean
  /** May be mended, once an operation, at once. */
  readonly mends?: 'credentials' | 'clock' | undefined
  /** Milliseconds that the vendor asks to wait. */
  readonly asks?: (now: number) => number
}

/** Retry-After in both forms, from nothing to the end of time, and what is neither. */
const retryAfter = fc.oneof(
  fc.constant({ header: () => ({}), asks: () => 0 }),
  fc
    .oneof(fc.nat(1_000), fc.constantFrom(899, 900, 900, 901), fc.constantFrom(10 ** 9, 10 ** 20))
    .map((seconds) => ({ header: () => ({ 'retry-after': `${BigInt(seconds)}` }), asks: () => seconds * 1_000 })),
  fc.oneof(fc.integer({ min: -2_000, max: 2_000 }), fc.constantFrom(-(10 ** 9), 10 ** 9)).map((seconds) => {
    const date = (now: number): string => new Date(now + seconds * 1_000).toUTCString()
    const asks = (now: number): number => Math.max(0, Date.parse(date(now)) - now)
    return { header: (now: number) => ({ 'retry-after': date(now) }), asks }
  }),
  fc
    .constantFrom('', 'soon', '-5', '1.5', '0x10', 'Tue, 10 Nov 1926 12:00:00 GMT', '1e3')
    .map((text) => ({ header: () => ({ 'retry-after': text }), asks: () => 0 })),
)

const status = fc
  .tuple(fc.constantFrom(400, 401, 403, 404, 408, 410, 418, 429, 500, 502, 503, 504, 599), retryAfter)
  .map(
    ([code, { header, asks }]): Turn => ({
      answer: (now) => ({ status: code, headers: header(now) }),
      retryable: code === 408 || code === 429 || code >= 500,
      asks,
      ...(code === 401 && { mends: 'credentials' }),
    }),
  )

const CODES: Readonly<Record<string, Pick<Turn, 'retryable' | 'mends'>>> = {
  expired: { mends: 'credentials' },
  tired: { retryable: true, mends: 'credentials' },
  skewed: { mends: 'clock' },
  denied: {},
  busy: { retryable: true },
  broken: { retryable: true },
  nobody: {},
}
const inBand = fc.tuple(fc.constantFrom(...Object.keys(CODES)), retryAfter, fc.boolean()).map(
  ([code, { header, asks }, dated]): Turn => ({
    // A vendor whose clock jumps: whatever it has been set to, the next Date is far from it.
    answer: (now, number) => {
      const date = new Date(now + 600_000 * (number + 1)).toUTCString()
      return { body: { code }, headers: { ...header(now), ...(dated && { date }) } }
    },
    asks,
    ...CODES[code],
    ...(code === 'skewed' && !dated && { mends: undefined }),
  }),
)

const body = fc
  .constantFrom<[string, boolean]>(
    ['', true],
    ['<html>', true],
    ['{"code":', true],
    ['no', true],
    ['{}', false],
    ['['.repeat(600), false],
  )
  .map(([text, retryable]): Turn => ({ answer: () => ({ body: text }), retryable }))

const network = fc
  .constantFrom<[string, boolean]>(
    ['ECONNRESET', true],
    ['ENOTFOUND', true],
    ['CERT_HAS_EXPIRED', false],
    ['E_ODD', true],
  )
  .map(([code, retryable]): Turn => ({ answer: () => Object.assign(new Error('x'), { code }), retryable }))

const well: Turn = { answer: () => ({ body: { code: 0, balance: 1 } }) }
const failing = fc.oneof(status, inBand, body, network)
const turn = fc.oneof({ weight: 5, arbitrary: failing }, { weight: 1, arbitrary: fc.constant(well) })
const transient: Turn = { answer: () => ({ status: 503 }), retryable: true }

/** One operation as it went. */
interface Run {
  /** `slept`: milliseconds before the next, undefined where that came at once; `asked`: what the vendor asked for. */
  readonly turns: readonly (Turn & { readonly asked: number; readonly slept: number | undefined })[]
  /** How long each wait was said to be. */
  readonly promises: readonly number[]
  readonly error: OutlayError | undefined
}

/** Lets every request go at once: what limits learn from refusals is another matter. */
class Unlimited extends Limiter {
  constructor() {
    super(memoryBudgetStore(), virtualClock(), 'unlimited')
  }

  override async acquire(): Promise<Slot> {
    return { startedAt: 0, release: () => {}, observe: async () => {} }
  }
}

/** A connection to a vendor that follows a script, one operation after the other; behind its end all is well. */
function scripted(recovers: boolean, chance: () => number): (script: readonly Turn[]) => Promise<Run> {
  const sends: { readonly turn: Turn; readonly asked: number; readonly sleeps: number }[] = []
  const promises: number[] = []
  let script: readonly Turn[] = []
  const transport = scriptedTransport((_request, number) => {
    const turn = script[sends.length] ?? well
    const now = connection.clock.now()
    sends.push({ turn, asked: turn.asks?.(now) ?? 0, sleeps: connection.clock.sleeps.length })
    const answer = turn.answer(now, number)
    if (answer instanceof Error) throw answer
    return answer
  })
  const notify = (event: RunEvent): void => {
    if (event.type === 'waiting') promises.push(Date.parse(event.until) - connection.clock.now())
  }
  const connection = openAcme(transport, {
    auth: (a) => ({ ...a.bearer((c) => c.apiKey), recover: async () => recovers }),
    services: { observer: { notify }, random: { next: chance, hex: () => '' }, limiter: new Unlimited() },
  })
  return async (next) => {
    script = next
    const error: unknown = await connection.call().catch((caught: unknown) => caught)
    const { sleeps } = connection.clock
    const turns = sends.splice(0).map(({ turn, asked, sleeps: before }, index, all) => {
      const after = all[index + 1]?.sleeps ?? before
      return { ...turn, asked, slept: after > before ? sleeps[before] : undefined }
    })
    return { turns, promises: promises.splice(0), error: OutlayError.isInstance(error) ? error : undefined }
  }
}

const LINE = /^(\d+): [\w ]+(, then (waited \d+ ms|renewed the credentials|corrected the clock by -?\d+ ms))?$/

/** Everything that is promised of one operation. */
function expectBounds({ turns, promises, error }: Run): void {
  const left = new Set(['credentials', 'clock'])
  let retries = 0
  for (const { retryable, mends, asked, slept } of turns.slice(0, -1)) {
    if (slept === undefined) {
      expect(left.delete(`${mends}`)).toBe(true)
      continue
    }
    retries += 1
    const backoff = 500 * 2 ** retries
    expect(retryable).toBe(true)
    expect(slept).toBeGreaterThanOrEqual(asked)
    expect(slept).toBeLessThanOrEqual(Math.min(Math.ceil(Math.max(backoff, asked + backoff / 10)), QUARTER_HOUR))
  }
  expect(retries).toBeLessThanOrEqual(3)
  expect(promises).toEqual(turns.flatMap(({ slept }) => slept ?? []))
  const last = turns.at(-1)
  expect(error === undefined).toBe(last?.answer === well.answer)
  if (error?.code === 'LIMIT_SUSPENDED') {
    expect(last?.asked).toBeGreaterThan(QUARTER_HOUR)
    return
  }
  // Neither was given up what might have passed, nor is anything left untold.
  expect(last?.retryable && retries < 3).not.toBe(true)
  const told = error?.attempts.map((line) => LINE.exec(line)) ?? []
  if (error !== undefined) expect(told.map((line) => Number(line?.[1]))).toEqual(turns.map((_turn, index) => index + 1))
  expect(told.slice(0, -1).every((line) => line?.[2] !== undefined)).toBe(true)
}

const chances = fc.infiniteStream(fc.nat(999_999).map((millionths) => millionths / 1_000_000))
const PATIENCE_MS = 60_000

it(
  'an operation is tried four times at most, once more each for credentials and clock, and waits as told',
  async () => {
    // A few kinds of trouble, again and again.
    const some = fc.array(turn, { minLength: 1, maxLength: 3 })
    const scripts = some.chain((kinds) => fc.array(fc.constantFrom(...kinds), { maxLength: 8 }))
    await fc.assert(
      fc.asyncProperty(scripts, fc.boolean(), chances, async (script, recovers, chance) => {
        expectBounds(await scripted(recovers, () => chance.next().value)(script))
      }),
      { numRuns: 400 },
    )
  },
  PATIENCE_MS,
)

it(
  'the operations of a connection are tried again 50 times in all, and once more for every five successes',
  async () => {
    const operations = fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant([transient, transient, transient, transient]) },
        { weight: 1, arbitrary: fc.array(failing, { maxLength: 5 }) },
        { weight: 2, arbitrary: fc.constant([]) },
      ),
      { minLength: 40, maxLength: 100 },
    )
    let exhausted = 0
    await fc.assert(
      fc.asyncProperty(operations, fc.boolean(), chances, async (scripts, recovers, chance) => {
        const run = scripted(recovers, () => chance.next().value)
        let [retries, successes] = [0, 0]
        for (const script of scripts) {
          const { turns, error } = await run(script)
          retries += turns.filter(({ slept }) => slept !== undefined).length
          expect(retries).toBeLessThanOrEqual(50 + successes / 5)
          if (error === undefined) successes += 1
          if (turns.length === 1 && turns[0]?.answer === transient.answer) exhausted += 1
        }
      }),
      { numRuns: 25 },
    )
    expect(exhausted).toBeGreaterThan(25) // it has run out, and often
  },
  PATIENCE_MS,
)
