import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WindowState } from '../contract/destination.js'
import { cryptoRandom, memoryBudgetStore, memoryStateStore, memoryTokenStore, systemClock } from './system-services.js'
import { winstonLogger } from './winston-logger.js'

describe('the system clock', () => {
  it('tells the time, and ends a sleep with the reason of an abort', async () => {
    const clock = systemClock()
    const before = Date.now()
    expect(clock.now()).toBeGreaterThanOrEqual(before)
    const stop = new AbortController()
    const reason = new Error('the user left')
    const sleeping = clock.sleep(60_000, stop.signal)
    stop.abort(reason)
    await expect(sleeping).rejects.toBe(reason)
    await expect(clock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason)
    await clock.sleep(0)
  })
})

describe('chance', () => {
  it('lies in [0, 1), and its bytes are lower-case hex', () => {
    const random = cryptoRandom()
    const drawn = Array.from({ length: 1_000 }, () => random.next())
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true)
    expect(new Set(drawn).size).toBe(1_000)
    expect(random.hex(16)).toMatch(/^[0-9a-f]{32}$/)
    expect(random.hex(16)).not.toBe(random.hex(16))
  })
})

describe('a store in memory', () => {
  it('of budgets updates one key without a gap', async () => {
    const store = memoryBudgetStore()
    const step = (state: unknown) => ({ state: Number(state ?? 0) + 1, result: Number(state ?? 0) })
    const results = await Promise.all(Array.from({ length: 100 }, () => store.update('a', step)))
    expect(new Set(results).size).toBe(100)
    expect(await store.update('b', step)).toBe(0)
  })

  it('of tokens keeps, gives and forgets', async () => {
    const store = memoryTokenStore()
    const token = { accessToken: 'a', expiresAt: 1 }
    await store.save('k', token)
    expect(await store.load('k')).toEqual(token)
    expect(await store.load('other')).toBeUndefined()
    await store.delete('k')
    expect(await store.load('k')).toBeUndefined()
  })

  it('of states replaces a window and keeps connections apart', async () => {
    const store = memoryStateStore()
    const state = (connection: string, start: string, rows: number) =>
      ({ connection, endpoint: 'e', partition: '{}', start, rows }) as WindowState
    await store.save([state('a', '1', 1), state('a', '2', 1), state('b', '1', 9)])
    await store.save([state('a', '1', 5)])
    expect((await store.load('a')).map(({ start, rows }) => [start, rows])).toEqual([
      ['1', 5],
      ['2', 1],
    ])
    expect(await store.load('b')).toHaveLength(1)
    expect(await store.load('c')).toEqual([])
  })
})

describe('the default logger', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  /** What it writes, by stream. */
  function written(log: () => void): { readonly stdout: readonly string[]; readonly stderr: readonly string[] } {
    const [stdout, stderr]: [string[], string[]] = [[], []]
    // The test runner has a console of its own, whose streams these are.
    const own = console as unknown as { readonly _stdout: NodeJS.WriteStream; readonly _stderr: NodeJS.WriteStream }
    vi.spyOn(own._stdout, 'write').mockImplementation((text) => stdout.push(String(text)) > 0)
    vi.spyOn(own._stderr, 'write').mockImplementation((text) => stderr.push(String(text)) > 0)
    log()
    vi.restoreAllMocks()
    return { stdout, stderr }
  }

  it('writes JSON lines to stderr, nothing to stdout: that is for data', () => {
    const { stdout, stderr } = written(() => {
      const logger = winstonLogger('debug')
      logger.debug('a', { n: 1 })
      logger.info('b')
      logger.warn('c', { n: 1, level: 'own', message: 'own', timestamp: 'own' })
      logger.error('d', {})
    })
    expect(stdout).toEqual([])
    expect(stderr.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'debug', message: 'a', n: 1 },
      { level: 'info', message: 'b' },
      {
        level: 'warn',
        message: 'c',
        n: 1,
        timestamp: expect.stringMatching(/^\d{4}-/),
        fields: { level: 'own', message: 'own', timestamp: 'own' },
      },
      { level: 'error', message: 'd' },
    ])
  })

  it('writes warnings and errors only, unless told otherwise', () => {
    const { stderr } = written(() => {
      const logger = winstonLogger()
      logger.debug('a')
      logger.info('b')
      logger.warn('c')
    })
    expect(stderr.map((line) => JSON.parse(line).message)).toEqual(['c'])
  })
})
