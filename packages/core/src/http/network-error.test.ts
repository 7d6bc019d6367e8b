import { expect, it } from 'vitest'
import { networkError } from './network-error.js'

const url = new URL('https://api.x.example:8443/path-canary?key=canary')
const coded = (code: string, cause?: unknown): Error => Object.assign(new Error('canary'), { code, cause })

it.each([
  ['ENOTFOUND', 'NETWORK_UNREACHABLE'],
  ['EAI_AGAIN', 'NETWORK_UNREACHABLE'],
  ['ECONNREFUSED', 'NETWORK_UNREACHABLE'],
  ['EHOSTUNREACH', 'NETWORK_UNREACHABLE'],
  ['ENETUNREACH', 'NETWORK_UNREACHABLE'],
  ['UND_ERR_CONNECT_TIMEOUT', 'NETWORK_TIMEOUT'],
  ['UND_ERR_HEADERS_TIMEOUT', 'NETWORK_TIMEOUT'],
  ['UND_ERR_BODY_TIMEOUT', 'NETWORK_TIMEOUT'],
  ['ECONNRESET', 'NETWORK_RESET'],
  ['EPIPE', 'NETWORK_RESET'],
  ['UND_ERR_SOCKET', 'NETWORK_RESET'],
  ['Z_DATA_ERROR', 'REPLY_TRUNCATED'],
  ['Z_BUF_ERROR', 'REPLY_TRUNCATED'],
  ['ERR__ERROR_FORMAT_PADDING_2', 'REPLY_TRUNCATED'],
  ['SOMETHING_NEW', 'NETWORK_FAILED'],
])('%s is %s, transient, and ends the window', (kind, code) => {
  const error = networkError(coded(kind), url)
  expect(error).toMatchObject({ code, category: 'transient', stops: 'window' })
  expect(error.message).toContain(`(${kind})`)
})

it.each([
  ['UNKNOWN_ENCODING', 'REPLY_ENCODING_UNKNOWN'],
  ['BODY_TOO_LARGE', 'REPLY_TOO_LARGE'],
])('%s is %s: asking again would bring the same', (kind, code) => {
  expect(networkError(coded(kind), url)).toMatchObject({ code, category: 'vendor_bug', stops: 'window' })
})

it('names the host with its port, and nothing else of the address or of the error', () => {
  const error = networkError(coded('ECONNRESET'), url)
  expect(error.message).toBe('api.x.example:8443: the connection was reset (ECONNRESET)')
})

it('finds the code within the causes', () => {
  const error = networkError(
    new TypeError('fetch failed', { cause: new Error('x', { cause: coded('ENOTFOUND') }) }),
    url,
  )
  expect(error.code).toBe('NETWORK_UNREACHABLE')
})

it('knows the timeout of a signal', () => {
  const timeout = new DOMException('canary', 'TimeoutError')
  expect(networkError(timeout, url).code).toBe('NETWORK_TIMEOUT')
  expect(networkError(coded('UND_ERR_ABORTED', timeout), url).code).toBe('NETWORK_TIMEOUT')
})

it.each([undefined, null, 'canary', { code: 5 }])('makes an error even of %j', (thrown) => {
  expect(networkError(thrown, url)).toMatchObject({
    code: 'NETWORK_FAILED',
    message: expect.not.stringContaining('canary'),
  })
})

it('does not go round in circles', () => {
  const circular = new Error('round')
  circular.cause = circular
  expect(networkError(circular, url).code).toBe('NETWORK_FAILED')
})
