import { describe, expect, it } from 'vitest'
import type { Authenticator } from '../contract/authenticator.js'
import type { AcmeConfig } from '../testing/acme.js'
import { openAcme } from '../testing/open-acme.js'
import { scriptedTransport } from '../testing/scripted-transport.js'

const WELL = { body: { code: 0, balance: 1 } }
const none: Authenticator<AcmeConfig> = { kind: 'own', describe: () => 'own', apply: (request) => request }

describe('what authentication needs', () => {
  it('is prepared before the wait for a limit, on every attempt, and applied after it', async () => {
    const told: string[] = []
    const at = (what: string) => void told.push(`${what} ${(connection.clock.now() - began) / 1_000}`)
    const transport = scriptedTransport((_request, number) => {
      at('sent')
      return number === 1 ? { status: 503, headers: { 'retry-after': '20' } } : WELL
    })
    const connection = openAcme(transport, {
      limits: (l) => [l.interval({ every: '60s' })],
      auth: () => ({
        ...none,
        prepare: () => at('prepared'),
        apply: (request) => {
          at('applied')
          return request
        },
      }),
    })
    const began = connection.clock.now()
    await connection.call()
    await connection.call()
    expect(told).toEqual([
      ...['prepared 0', 'applied 0', 'sent 0'],
      ...['prepared 0', 'applied 60', 'sent 60'],
      ...['prepared 80.05', 'applied 120', 'sent 120'],
    ])
  })

  it('and takes long lets nobody through in a burst: each keeps its distance, counted from when it was there', async () => {
    const sent: number[] = []
    const connection = openAcme(
      scriptedTransport(() => {
        sent.push(connection.clock.now() - began)
        return WELL
      }),
      {
        limits: (l) => [l.interval({ every: '10s' })],
        auth: () => ({
          ...none,
          prepare: ({ tokens }) => tokens.single('slow', () => connection.clock.sleep(300_000)),
        }),
      },
    )
    const began = connection.clock.now()
    await Promise.all(Array.from({ length: 5 }, () => connection.call()))
    expect(sent).toEqual([300_000, 310_000, 320_000, 330_000, 340_000])
  })

  it('and cannot be had fails the request as it is, takes no slot and sends nothing', async () => {
    const transport = scriptedTransport(() => WELL)
    let fails = true
    const connection = openAcme(transport, {
      limits: (l) => [l.concurrent({ max: 1 }), l.interval({ every: '60s' })],
      auth: () => ({
        ...none,
        prepare: () => {
          if (fails) throw new RangeError('no token today')
        },
      }),
    })
    for (let call = 0; call < 3; call += 1) await expect(connection.call()).rejects.toThrow('no token today')
    expect(transport.sent).toEqual([])
    fails = false
    await connection.call()
    expect(connection.clock.sleeps).toEqual([])
  })

  it('is not asked for by a call without authentication', async () => {
    const prepared: string[] = []
    const connection = openAcme(
      scriptedTransport(() => WELL),
      { auth: () => ({ ...none, prepare: () => void prepared.push('now') }) },
    )
    const signal = new AbortController().signal
    const operation = { endpoint: 'x', request: { path: '/' }, signal, validate: (body: unknown) => body }
    await connection.pipeline({ ...operation, authenticated: false })
    expect(prepared).toHaveLength(0)
    await connection.pipeline({ ...operation, authenticated: true })
    expect(prepared).toHaveLength(1)
  })
})
