import { startAnticaptchaSimulator } from '@outlay/connector-anticaptcha/simulator'
import nock from 'nock'
import { vi } from 'vitest'

/** The time that the guide tells its stories at. It goes on from there. */
export const NOON = Date.parse('2026-11-20T12:00:00Z')
/** The keys that the simulated vendor knows, an account each. */
export const KEY = '0123456789abcdef0123456789abcdef'
export const OTHER_KEY = 'fedcba9876543210fedcba9876543210'

/**
 * What the guide shows goes to the vendor's own address: here it is answered by the simulator, at {@link NOON}. Dispose of
 * it to have the real time again.
 */
export async function simulatedVendor(): Promise<AsyncDisposable> {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON, shouldAdvanceTime: true })
  const account = await startAnticaptchaSimulator({ clientKey: KEY })
  const other = await startAnticaptchaSimulator({ clientKey: OTHER_KEY, account: 'other' })
  nock('https://api.anti-captcha.com')
    .persist()
    .post(/^\//)
    .reply(async (request: Request) => {
      const body = await request.text()
      const { baseUrl } = body.includes(OTHER_KEY) ? other : account
      const headers = { 'content-type': 'application/json' }
      const reply = await fetch(new URL(new URL(request.url).pathname, baseUrl), { method: 'POST', headers, body })
      return [reply.status, await reply.text(), headers]
    })
  return {
    [Symbol.asyncDispose]: async () => {
      vi.useRealTimers()
      await account.close()
      await other.close()
    },
  }
}
