import { encodeJson, RANDOM } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { container } from 'tsyringe'
import { afterEach, describe, expect, it } from 'vitest'
import { byToken, SHOP_CONTRACT, shop, TOKEN_CONTRACT } from '../testing/planted/shop.js'
import type { ScriptedFault } from './fault.js'
import { type ServedVendor, serveVendor } from './serve-vendor.js'

const plugin = shop()
const config = { apiKey: 'sk-canary-0123456789' }
let open: ServedVendor<unknown> | undefined
afterEach(async () => open?.close())

/** A real runtime with real sockets; only its pauses are none. */
async function readServed(faults: readonly ScriptedFault[] = []) {
  const served = await serveVendor(plugin, { config, samples: SHOP_CONTRACT.samples, faults })
  open = served
  const host = container.createChildContainer()
  host.register(RANDOM, { useValue: { next: () => 0, hex: (bytes: number) => '0'.repeat(bytes * 2) } })
  const runtime = createRuntime({ connectors: [plugin], container: host })
  const rows: unknown[] = []
  const walks = await served.vendor.walks()
  const [first, last] = [served.vendor.served[0]?.windows[0], served.vendor.served[0]?.windows.at(-1)]
  const asked = { config: served.config, from: first?.start, to: last?.end }
  for await (const row of runtime.readById('shop', 'orders', asked)) rows.push(row)
  await runtime.close()
  return { rows, served, records: walks.flatMap((walk) => walk.records) }
}

describe('a vendor on loopback', () => {
  it('is read whole, through real sockets', async () => {
    const { rows, served, records } = await readServed()
    expect(rows).toHaveLength(records.length)
    expect(served.vendor.unknown).toEqual([])
    expect(served.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it.each(['reset', 'truncated', 'html', 'http-503', 'gzip', 'text-type'] as const)(
    'loses nothing when a request meets %s',
    async (fault) => {
      const whole = await readServed()
      await whole.served.close()
      open = undefined
      const { rows, records } = await readServed([{ at: 2, fault }])
      expect(rows).toHaveLength(records.length)
      expect(rows.map((row) => encodeJson(row))).toEqual(whole.rows.map((row) => encodeJson(row)))
    },
  )

  it('refuses a redirect to another origin', async () => {
    await expect(readServed([{ at: 1, fault: 'redirect-abroad' }])).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' })
  })

  it.each([
    ['as they are', plugin, {}],
    ['for a token', shop({ auth: byToken }), { tokenSample: TOKEN_CONTRACT.tokenSample }],
  ])('lets only its own customer in, where it is to look at keys, sent %s', async (_how, asking, more) => {
    const keyRefusal = { status: 401, body: '{"code":4010,"message":"who are you?"}' }
    const served = await serveVendor(asking, { config, samples: SHOP_CONTRACT.samples, keyRefusal, ...more })
    open = served
    await using runtime = createRuntime({ connectors: [asking] })
    const rowsOf = async (apiKey: string): Promise<number> => {
      const rows: unknown[] = []
      const asked = { config: { apiKey, baseUrl: `${served.origin}/v2` }, ...served.range }
      for await (const row of runtime.readById('shop', 'orders', asked)) rows.push(row)
      return rows.length
    }
    expect(await rowsOf(config.apiKey)).toBeGreaterThan(0)
    await expect(rowsOf('sk-another-0123456789')).rejects.toMatchObject({
      category: 'auth',
      attempts: [expect.any(String)],
    })
    expect(served.vendor.received.filter(({ refusal }) => refusal === 'key').length).toBeGreaterThan(0)
  })

  it('is the same every time', async () => {
    const { rows, served } = await readServed()
    await served.close()
    open = undefined
    expect((await readServed()).rows).toEqual(rows)
  })
})
