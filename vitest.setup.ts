import { afterEach, beforeEach } from 'vitest'

// nock's interceptors use Promise.withResolvers, which Node 20 lacks: it must exist before nock is evaluated.
interface WithResolvers {
  withResolvers?: <T>() => { promise: Promise<T>; resolve: (value: T) => void; reject: (reason: unknown) => void }
}
const promiseConstructor: WithResolvers = Promise as unknown as WithResolvers
promiseConstructor.withResolvers ??= <T>() => {
  let resolve!: (value: T) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}
const { default: nock } = await import('nock')

const unmatched: string[] = []
nock.emitter.on('no match', (request: Request) => {
  const { hostname, pathname } = new URL(request.url)
  if (hostname !== '127.0.0.1') unmatched.push(`${request.method} ${hostname}${pathname}`)
})

beforeEach(() => {
  nock.disableNetConnect()
  nock.enableNetConnect('127.0.0.1') // loopback servers stay real
})

// nock answers a request that no interceptor matches with a plain 501, which a test could mistake for a vendor's reply.
afterEach(() => {
  const missed = unmatched.splice(0)
  const unused = nock.pendingMocks()
  nock.abortPendingRequests()
  nock.cleanAll()
  if (missed.length > 0) throw new Error(`no interceptor matched: ${missed.join(', ')}`)
  if (unused.length > 0) throw new Error(`interceptors never used: ${unused.join(', ')}`)
})
