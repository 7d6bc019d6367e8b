import { encodeJson, inBand, type JsonValue } from '@outlay/core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { pagedShop } from '../testing/paged-shop.js'
import { SHOP_CONTRACT, shop } from '../testing/planted/shop.js'
import { type SyncedOverSockets, syncedOverSockets } from '../testing/synced-over-sockets.js'
import { type Fault, type FaultKind, PASSING } from './fault.js'

const given = { config: { apiKey: 'sk-canary-0123456789', accounts: ['71'] }, samples: SHOP_CONTRACT.samples }
const ALWAYS = { at: 1, times: Number.POSITIVE_INFINITY }

/** Time enough for whatever comes; the request that a fault hits gets as much as a reply that never comes needs. */
const patientBut =
  (hit: number) =>
  (sent: number): number =>
    sent === hit ? 50 : 5_000

const rowsOf = ({ ledger }: SyncedOverSockets): readonly string[] => ledger.rows().map((row) => encodeJson(row))
const whole = syncedOverSockets(shop(), given)

describe('over real sockets, a fault that passes', () => {
  it.each([...PASSING, 'unreachable', 'gzip', 'text-type', 'bom'] as const)(
    'costs nothing: %s at the second request, and every row is there',
    async (fault) => {
      const synced = await syncedOverSockets(shop(), { ...given, faults: [{ at: 2, fault }] }, patientBut(2))
      expect(synced.codes).toEqual([])
      expect(rowsOf(synced)).toEqual(rowsOf(await whole))
      expect(rowsOf(synced)).toHaveLength(16)
      expect(synced.served.vendor.received.map((one) => one.fault)).toContain(fault)
    },
  )

  it.each(['retry-after-seconds', 'retry-after-date'] as const)('is waited for as long as %s says', async (fault) => {
    const { clock } = await syncedOverSockets(shop(), { ...given, faults: [{ at: 2, fault }] })
    expect(Math.max(...clock.sleeps)).toBeGreaterThan(36_000)
  })

  it("is also one of the vendor's own, in-band", async () => {
    const fault = { body: '{"code":4290,"message":"slow down"}' }
    const synced = await syncedOverSockets(shop(), { ...given, faults: [{ at: 2, fault, times: 2 }] })
    expect(rowsOf(synced)).toEqual(rowsOf(await whole))
    expect(synced.clock.sleeps.length).toBeGreaterThan(1)
  })
})

describe('over real sockets, a fault that lasts', () => {
  const LASTING: readonly (readonly [Fault, string])[] = [
    ['reset', 'NETWORK_RESET'],
    ['unreachable', 'NETWORK_RESET'],
    ['slow-headers', 'NETWORK_TIMEOUT'],
    ['slow-body', 'NETWORK_TIMEOUT'],
    ['giant', 'REPLY_TOO_LARGE'],
    ['truncated', 'REPLY_TRUNCATED'],
    ['empty', 'REPLY_EMPTY'],
    ['html', 'REPLY_HTML'],
    ['garbage', 'REPLY_MALFORMED'],
    ['http-500', 'VENDOR_TRANSIENT'],
    ['http-502', 'VENDOR_TRANSIENT'],
    ['http-503', 'VENDOR_TRANSIENT'],
    ['retry-after-seconds', 'VENDOR_RATE_LIMITED'],
    ['retry-after-date', 'VENDOR_RATE_LIMITED'],
    ['redirect-abroad', 'REDIRECT_REFUSED'],
    ['redirect-home', 'REDIRECT_REFUSED'],
    ['repeated-cursor', 'PAGING_ENDLESS'],
    [{ body: '{"code":4290,"message":"slow down"}' }, 'VENDOR_RATE_LIMITED'],
    [{ status: 403, body: '' }, 'VENDOR_PERMISSION'],
  ]

  it.each(LASTING)('is told by its code, with no half window: %j is %s', async (fault, code) => {
    const isSlow = fault === 'slow-headers' || fault === 'slow-body'
    const synced = await syncedOverSockets(
      shop(),
      { ...given, faults: [{ ...ALWAYS, fault }] },
      isSlow ? () => 50 : undefined,
    )
    expect(synced.codes).toEqual([code])
    expect(rowsOf(synced)).toEqual([])
  })
})

describe('over real sockets, data that nobody announced', () => {
  const odd = (fault: FaultKind) => syncedOverSockets(shop(), { ...given, faults: [{ at: 2, fault }] })
  const asideOf = ({ ledger }: SyncedOverSockets): number => ledger.quarantined().length

  it('has a field more: every row is there', async () => {
    const synced = await odd('drift-new')
    expect([synced.codes, rowsOf(synced).length, asideOf(synced)]).toEqual([[], 16, 0])
    expect(synced.ledger.rows().filter(({ raw }) => encodeJson(raw).includes('outlay_new_field')).length).toBe(3)
  })

  it.each(['drift-missing', 'drift-type'] as const)('is %s: that record is kept aside, no other', async (fault) => {
    const synced = await odd(fault)
    expect([synced.codes, rowsOf(synced).length, asideOf(synced)]).toEqual([[], 15, 1])
    expect(synced.ledger.quarantined()[0]?.reasons.join()).toContain('cost')
  })

  it('comes twice: nothing is merged in silence', async () => {
    const synced = await odd('duplicates')
    expect(rowsOf(synced).length + asideOf(synced)).toBe(17)
  })

  it('has more digits than a float: each of them arrives', async () => {
    const synced = await odd('long-numbers')
    const long = synced.ledger.rows().filter(({ record }) => /^9\d{18}$/.test(String(record.id)))
    expect(long.map(({ record }) => record.cost)).toEqual([{ amount: '90071992547.409931', currency: 'USD' }])
  })
})

describe('over real sockets, a list', () => {
  it.each([
    [{ pages: 5 }, 28, 10],
    [{ pages: 1 }, 4, 2],
    [{ pages: 2, end: 'full' }, 12, 4],
    [{ pages: 2, end: 'empty' }, 12, 6],
    [{ isEmpty: true }, 0, 2],
  ] as const)('of %j is read whole', async (world, rows, requests) => {
    const { ledger, served, codes } = await syncedOverSockets(shop(), { ...given, ...world })
    expect([codes, ledger.rows().length, served.vendor.received.length]).toEqual([[], rows, requests])
    expect(await served.vendor.books()).toHaveLength(rows)
  })

  const LINES = '"list":[{"id":"a-1","cost":1.5},{"id":"a-2","cost":2.5}]'
  const config = { apiKey: 'canary-0123456789' }
  const linked = pagedShop(
    (p) => p.nextUrl({ next: (b) => b.links?.next }),
    ({ url }) => ({ path: url ?? '/lines' }),
  )
  const linkedSample = { lines: `{${LINES},"links":{"next":"https://api.paged.example/lines?p=2"}}` }

  it('is followed by its links, and not to another origin', async () => {
    const samples = linkedSample
    expect((await syncedOverSockets(linked, { config, samples })).ledger.rows()).toHaveLength(16)
    const faults = [{ ...ALWAYS, fault: 'next-link-abroad' as const }]
    const { codes, ledger } = await syncedOverSockets(linked, { config, samples, faults })
    expect([codes, ledger.rows()]).toEqual([['NEXT_PAGE_REFUSED'], []])
  })

  it('whose total grows meanwhile is read again, and told where it goes on', async () => {
    const counted = pagedShop(
      (p) => p.pageNumber({ size: 4, totalRecords: (b) => b.total }),
      ({ number }) => ({ path: '/lines', query: { page: number } }),
    )
    const samples = { lines: `{${LINES},"total":2}` }
    const growing = (times: number) =>
      syncedOverSockets(counted, { config, samples, faults: [{ at: 3, fault: 'total-grows', times }] })
    const [once, always] = [await growing(1), await growing(Number.POSITIVE_INFINITY)]
    expect([once.codes, once.report.differences, once.ledger.rows().length]).toEqual([[], [], 22])
    expect(always.report.differences.length).toBeGreaterThan(0)
  })

  it.each(['next-link-abroad', 'total-grows', 'token-expired'] as const)(
    'that cannot have the fault %s is not served with it: such a test could not fail',
    async (fault) => {
      await expect(syncedOverSockets(shop(), { ...given, faults: [{ at: 1, fault }] })).rejects.toMatchObject({
        code: 'FAULT_IMPOSSIBLE',
        message: expect.stringContaining(fault),
      })
    },
  )
})

describe('over real sockets, credentials', () => {
  const tokened = shop({
    auth: (a) =>
      a.oauth2ClientCredentials({
        tokenRequest: (c) => ({ path: '/token', form: { client_secret: c.apiKey } }),
        readToken: (reply: JsonValue) => {
          const { token, expires_in } = z.object({ token: z.string(), expires_in: z.int() }).parse(reply)
          return { accessToken: token, expiresInSeconds: expires_in }
        },
      }),
  })
  const tokenSample = '{"code":0,"token":"t-1","expires_in":600}'
  const tokenRefusal = { body: '{"code":4010,"message":"token has ended"}' }

  it('that end in the middle of a walk are renewed, once', async () => {
    const faults = [{ at: 3, fault: 'token-expired' as const }]
    const synced = await syncedOverSockets(tokened, { ...given, tokenSample, tokenRefusal, faults })
    expect([synced.codes, synced.ledger.rows().length]).toEqual([[], 16])
    expect(synced.served.vendor.received.map(({ kind, refusal }) => refusal ?? kind).slice(0, 5)).toEqual(
      ['token', 'page', 'token', 'token', 'page'], // the third is a page, refused for its token
    )
    expect([synced.served.vendor.minted, synced.served.vendor.refused]).toEqual([2, 1])
  })

  it('that end again and again end the run', async () => {
    const faults = [{ ...ALWAYS, fault: 'token-expired' as const }]
    const synced = await syncedOverSockets(tokened, { ...given, tokenSample, tokenRefusal, faults })
    expect([synced.codes, synced.ledger.rows()]).toEqual([['VENDOR_AUTH'], []])
  })

  const skewRefusal = { status: 403, body: '{"code":4031,"message":"the timestamp is off"}' }
  const signed = shop({
    auth: (a) => a.query(({ config: c, clock }) => ({ key: c.apiKey, timestamp: clock.unixSeconds() })),
    errors: inBand({
      envelope: z.object({ code: z.int(), message: z.string().nullish() }),
      ok: (body) => body.code === 0,
      code: (body) => body.code,
      message: (body) => body.message,
      classes: { 4031: { category: 'auth', skew: true } },
    }),
  })

  it.each([30, -30])(
    "that are signed with the time are refused where the vendor's is %i minutes ahead",
    async (minutes) => {
      const options = { ...given, clockAheadMs: minutes * 60_000, skewRefusal }
      const synced = await syncedOverSockets(signed, options)
      expect([synced.codes, synced.ledger.rows().length]).toEqual([[], 16])
      expect(synced.served.vendor.received.filter(({ refusal }) => refusal === 'clock')).toHaveLength(1)
    },
  )
})
