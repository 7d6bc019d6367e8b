import 'reflect-metadata'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type PagedReading, pagedConnector, readPaged } from '../testing/paged-connector.js'
import { rowsOf } from '../testing/paged-vendor.js'
import { type ScriptedReply, scriptedTransport } from '../testing/scripted-transport.js'

const KEY = 'sk-canary/7 "x"'
const FORMS = [KEY, encodeURIComponent(KEY), 'canary']

const plugin = pagedConnector(
  (p) => p.nextUrl({ next: (body) => body.next as string | null }),
  ({ url }) => ({ path: url ?? '/list' }),
)
const page = (next: string | null, from = 0): ScriptedReply => ({ body: { list: rowsOf(2 + from).slice(from), next } })

/** All that a user, a log or a host might see. */
function shown({ error, host }: PagedReading): string {
  return inspect([host.logs, host.events, error, error?.cause, error?.stack], { depth: 12 })
}

function expectNoTrace(read: PagedReading): void {
  expect(read.host.logs.length).toBeGreaterThan(0)
  for (const form of FORMS) expect(shown(read)).not.toContain(form)
}

describe('a vendor that repeats the credentials in its next link', () => {
  it('gets them once with the next request: new ones in the place of the old', async () => {
    const vendor = scriptedTransport(({ url }, number) =>
      number < 2 ? page(`${url}&page=${number + 2}`, 2 * number) : page(null, 4),
    )
    const read = await readPaged(plugin, vendor, { key: KEY })
    expect(read.ids).toEqual(rowsOf(6).map(({ id }) => id))
    const key = encodeURIComponent(KEY)
    expect(vendor.sent.map(({ url }) => url)).toEqual([
      `https://api.paged.example/v1/list?key=${key}&nonce=abababab`,
      `https://api.paged.example/v1/list?page=2&key=${key}&nonce=abababab`,
      `https://api.paged.example/v1/list?page=2&page=3&key=${key}&nonce=abababab`,
    ])
    expectNoTrace(read)
  })

  it('shows none where that page fails, in its path or its query', async () => {
    const link = `/v1/${encodeURIComponent(KEY)}/list?page=2&key=${encodeURIComponent(KEY)}`
    for (const failing of [{ status: 404, body: { said: KEY } }, { status: 503 }, { body: `<html>${KEY}` }]) {
      const vendor = scriptedTransport((_request, number) => (number === 0 ? page(link) : failing))
      const read = await readPaged(plugin, vendor, { key: KEY })
      expect(read.error).toBeDefined()
      expectNoTrace(read)
      expect(shown(read)).toContain("path: 'https://api.paged.example/v1/[redacted]/list'")
    }
  })

  it('shows none where the link is refused', async () => {
    const key = encodeURIComponent(KEY)
    for (const link of [
      `https://evil.example/${key}?key=${key}`,
      `https://canary.evil.example/`,
      `javascript:${key}`,
    ]) {
      const read = await readPaged(
        plugin,
        scriptedTransport(() => page(link)),
        { key: link.includes(key) ? KEY : 'canary' },
      )
      expect(read.error).toMatchObject({ code: 'NEXT_PAGE_REFUSED' })
      expectNoTrace(read)
    }
  })

  it('shows none where it leads in circles', async () => {
    const link = `/v1/list?page=2&key=${encodeURIComponent(KEY)}`
    const vendor = scriptedTransport(({ url }) => page(url.includes('page=2') ? `${link}0` : link))
    const read = await readPaged(plugin, vendor, { key: KEY })
    expect(read.error).toMatchObject({ code: 'PAGING_ENDLESS' })
    expectNoTrace(read)
  })
})

describe('a query string of a next link', () => {
  it('is in no log, whatever it holds', async () => {
    const vendor = scriptedTransport((_request, number) =>
      page(number === 0 ? '?cursor=vendors-own-secret' : null, 2 * number),
    )
    const read = await readPaged(plugin, vendor, { key: KEY })
    expect(read.ids).toHaveLength(4)
    expect(shown(read)).not.toContain('vendors-own-secret')
  })
})
