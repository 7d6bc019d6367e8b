import { describe, expect, it } from 'vitest'
import type { StoredToken } from '../contract/services.js'
import { createRedactor } from '../http/redactor.js'
import { memoryTokenStore } from '../runtime/system-services.js'
import { TokenCaches } from './token-cache.js'

const lasting = new AbortController().signal
const token = (accessToken: string, more: Partial<StoredToken> = {}): StoredToken => ({
  accessToken,
  expiresAt: 9,
  ...more,
})

/** A fetching that the test ends. */
function held() {
  let [started, end]: [number, (value: string | Error) => void] = [0, () => {}]
  const fetching = (): Promise<string> =>
    new Promise((resolve, reject) => {
      started += 1
      end = (value) => (value instanceof Error ? reject(value) : resolve(value))
    })
  return { fetching, started: () => started, end: (value: string | Error) => end(value) }
}

const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

const ignore = (): void => {}

describe('fetching a token', () => {
  it('is done once for all who ask meanwhile, and anew for who asks later', async () => {
    const tokens = new TokenCaches(memoryTokenStore()).open('a', createRedactor([]), ignore)
    const { fetching, started, end } = held()
    const asked = [1, 2, 3].map(() => tokens(lasting).single('k', fetching))
    const other = tokens(lasting).single('l', async () => 'of another key')
    expect(await other).toBe('of another key')
    end('t')
    expect(await Promise.all(asked)).toEqual(['t', 't', 't'])
    expect(started()).toBe(1)
    expect(await tokens(lasting).single('k', async () => 'u')).toBe('u')
  })

  it('that fails fails for all who waited', async () => {
    const tokens = new TokenCaches(memoryTokenStore()).open('a', createRedactor([]), ignore)
    const { fetching, started, end } = held()
    const asked = Promise.allSettled([1, 2, 3].map(() => tokens(lasting).single('k', fetching)))
    end(new Error('refused'))
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(started()).toBe(1)
  })

  it.each([new DOMException('gone', 'AbortError'), new Error('page 2 failed')])(
    'is taken over by the next when whoever began was stopped: %s',
    async (reason) => {
      const tokens = new TokenCaches(memoryTokenStore()).open('a', createRedactor([]), ignore)
      const stop = new AbortController()
      const first = held()
      const second = held()
      const stopped = tokens(stop.signal).single('k', first.fetching)
      const others = [1, 2].map(() => tokens(lasting).single('k', second.fetching))
      stop.abort(reason)
      first.end(reason)
      await expect(stopped).rejects.toBe(reason)
      await settle()
      second.end('t')
      expect(await Promise.all(others)).toEqual(['t', 't'])
      expect([first.started(), second.started()]).toEqual([1, 1])
    },
  )

  it('is left at once by who is stopped while waiting, and goes on for the others', async () => {
    const tokens = new TokenCaches(memoryTokenStore()).open('a', createRedactor([]), ignore)
    const stop = new AbortController()
    const { fetching, end } = held()
    const first = tokens(lasting).single('k', fetching)
    const left = tokens(stop.signal).single('k', fetching)
    stop.abort(new Error('the user left'))
    await expect(left).rejects.toThrow('the user left')
    await expect(tokens(stop.signal).single('k', fetching)).rejects.toThrow('the user left')
    end('t')
    expect(await first).toBe('t')
  })

  it("waits for another connection's of the same scope and then looks for itself", async () => {
    const caches = new TokenCaches(memoryTokenStore())
    const [one, two] = [1, 2].map(() => caches.open('a', createRedactor([]), ignore))
    const strange = caches.open('b', createRedactor([]), ignore)
    const first = held()
    const waiting = one?.(lasting).single('k', first.fetching)
    const second = held()
    const looking = two?.(lasting).single('k', second.fetching)
    expect(await strange(lasting).single('k', async () => 'at once')).toBe('at once')
    expect(second.started()).toBe(0)
    first.end(new Error('refused'))
    await expect(waiting).rejects.toThrow('refused')
    await settle()
    second.end('t')
    expect(await looking).toBe('t')
  })
})

describe('a token that was refused', () => {
  it('comes back as expired, with what was kept beside it, until another is saved', async () => {
    const tokens = new TokenCaches(memoryTokenStore()).open('a', createRedactor([]), ignore)(lasting)
    await tokens.save('k', token('A1', { refreshToken: 'R1' }))
    tokens.expire('k', 'A1')
    expect(await tokens.load('k')).toEqual({ accessToken: 'A1', expiresAt: 0, refreshToken: 'R1' })
    await tokens.save('k', token('A1'))
    expect(await tokens.load('k')).toEqual(token('A1'))
  })

  it('leaves alone one that was saved meanwhile, and those of other keys and scopes', async () => {
    const caches = new TokenCaches(memoryTokenStore())
    const tokens = caches.open('a', createRedactor([]), ignore)(lasting)
    await tokens.save('k', token('A2'))
    tokens.expire('k', 'A1')
    tokens.expire('l', 'A2')
    caches.open('b', createRedactor([]), ignore)(lasting).expire('k', 'A2')
    expect(await tokens.load('k')).toEqual(token('A2'))
  })
})

it('redacts what is loaded and what is saved, refresh tokens, too, for the connection that does', async () => {
  const caches = new TokenCaches(memoryTokenStore())
  const [saving, loading, neither] = [1, 2, 3].map(() => createRedactor([]))
  const kept = token('access-canary', { refreshToken: 'refresh-canary' })
  await caches.open('a', saving!, ignore)(lasting).save('k', kept)
  await caches.open('a', loading!, ignore)(lasting).load('k')
  const texts = [saving, loading, neither].map((redactor) => redactor?.text('access-canary refresh-canary'))
  expect(texts).toEqual(['[redacted] [redacted]', '[redacted] [redacted]', 'access-canary refresh-canary'])
})
