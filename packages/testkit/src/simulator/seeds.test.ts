import { request as send } from 'node:http'
import { type EncodedRequest, encodeJson } from '@outlay/core'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SHOP_CONTRACT, shop } from '../testing/planted/shop.js'
import { type FaultKind, PASSING } from './fault.js'
import { seededFaults } from './seeded-faults.js'
import { seededWorld } from './seeded-world.js'
import { serveVendor } from './serve-vendor.js'
import type { SimulatedVendor } from './simulated-vendor.js'
import { learnVendor } from './simulation.js'
import { virtualClock } from './virtual-clock.js'

const NOW = '2026-11-10T12:00:00Z'
const KINDS: readonly FaultKind[] = [
  ...PASSING,
  ...(['unreachable', 'giant', 'text-type', 'bom', 'gzip', 'redirect-abroad', 'redirect-home'] as const),
  ...(['repeated-cursor', 'duplicates', 'drift-new', 'drift-missing', 'drift-type', 'long-numbers'] as const),
]
const { config, samples } = SHOP_CONTRACT
const simulation = learnVendor(shop(), { config, samples, now: NOW })

async function seeded(seed: number): Promise<SimulatedVendor> {
  const { clockAheadMs, ...edit } = seededWorld(seed)
  const fault = seededFaults(seed, { share: 0.7, kinds: KINDS })
  return (await simulation).vendor(virtualClock(NOW), { edit, clockAheadMs, fault })
}

/** All that can be asked of a vendor, each three times. */
async function requestsTo(vendor: SimulatedVendor): Promise<readonly EncodedRequest[]> {
  const pages = (await vendor.walks()).flatMap((walk) => walk.pages.map(({ asked }) => asked))
  const one = pages.map(({ method, path, members }) => {
    const query = new URLSearchParams()
    for (const [name, value] of members) query.set(name.replace('query:', ''), value)
    return { method, url: `https://api.shop.example${path}?${query}`, headers: {}, body: undefined }
  })
  return [...one, ...one, ...one]
}

/** What each request got, in the order in which it was asked for. */
async function answersOf(vendor: SimulatedVendor, requests: readonly EncodedRequest[]) {
  const answers: Record<string, string[]> = {}
  for (const request of requests) {
    const wire = await vendor.answer(request)
    const said = encodeJson([wire, vendor.received.at(-1)?.fault ?? null])
    answers[request.url] = [...(answers[request.url] ?? []), said]
  }
  return answers
}

describe('vendors of a seed', () => {
  it('answer the same, byte for byte and fault for fault, in whatever order they are asked', async () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 31 })
    await fc.assert(
      fc.asyncProperty(seeds, fc.infiniteStream(fc.nat()), async (seed, order) => {
        const [one, other] = [await seeded(seed), await seeded(seed)]
        const requests = await requestsTo(one)
        expect(await requestsTo(other)).toEqual(requests)
        const shuffled = requests
          .map((request) => ({ request, rank: order.next().value }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ request }) => request)
        expect(await answersOf(other, shuffled)).toEqual(await answersOf(one, requests))
      }),
      { numRuns: 25 },
    )
  })

  it('differ from those of another seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
        const told = async (vendor: SimulatedVendor) => answersOf(vendor, await requestsTo(await seeded(seed)))
        expect(await told(await seeded(seed))).not.toEqual(await told(await seeded(seed + 1)))
      }),
      { numRuns: 25 },
    )
  })

  it('have every kind of fault, and none where none is wanted', () => {
    const drawn = (share: number): Set<unknown> => {
      const fault = seededFaults(7, { share, kinds: KINDS })
      return new Set(Array.from({ length: 2_000 }, (_, index) => fault(index, `page ${index % 50}`)))
    }
    expect([...drawn(0.9)].filter((kind) => kind !== undefined).sort()).toEqual([...KINDS].sort())
    expect([...drawn(0)]).toEqual([undefined])
  })

  it('send the same bytes through sockets', async () => {
    const quick = KINDS.filter((kind) => !/^slow|^giant/.test(kind))
    const heard = async () => {
      const fault = seededFaults(11, { share: 0.6, kinds: quick })
      const served = await serveVendor(shop(), { config, samples, ...seededWorld(11), fault, clock: virtualClock(NOW) })
      onTestFinished(() => served.close())
      const bytes: string[] = []
      for (const { url } of await requestsTo(served.vendor))
        bytes.push(await bytesOf(url.replace('https://api.shop.example', served.origin)))
      return bytes.map((text) => text.replaceAll(served.origin, ''))
    }
    const first = await heard()
    expect(new Set(first).size).toBeGreaterThan(20)
    expect(await heard()).toEqual(first)
  })
})

/** A reply as it came, or that none did. */
function bytesOf(url: string): Promise<string> {
  return new Promise((resolve) => {
    const request = send(url, { agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve(`${response.statusCode} ${response.rawHeaders} ${Buffer.concat(chunks).toString('latin1')}`),
      )
    })
    request.on('error', () => resolve('broken'))
    request.end()
  })
}
