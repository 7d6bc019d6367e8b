import * as z from 'zod'
import type { AuthKit } from '../auth/auth-kit.js'
import type { Authenticator } from '../contract/authenticator.js'
import { type DecodedReply, inBand } from '../contract/error-rules.js'
import type { Limit } from '../contract/limit.js'
import type { Receipt } from '../contract/receipt.js'
import { connector } from '../define/connector.js'
import { id } from '../fields/id.js'
import { money } from '../fields/money.js'
import { secret } from '../fields/secret.js'
import type { LimitKit } from '../limits/limit-kit.js'

const config = z.strictObject({
  apiKey: secret(),
  secondKey: secret().optional(),
  accounts: z.array(id()).default(['1']),
  baseUrl: z.string().default('https://api.acme.example'),
})

/** The config of the synthetic vendor, parsed. */
export type AcmeConfig = z.output<typeof config>

/** What a test may say of the synthetic vendor. */
export interface AcmeOptions {
  readonly id?: string
  readonly title?: string
  readonly auth?: (kit: AuthKit<AcmeConfig>) => Authenticator<AcmeConfig>
  readonly limits?: (kit: LimitKit<AcmeConfig>) => readonly Limit<AcmeConfig>[]
  readonly receipt?: (reply: DecodedReply) => Receipt
  /** Query of the `balance` call. */
  readonly query?: Readonly<Record<string, string>>
}

/** A vendor that does not exist: `balance`, a snapshot of one call, and `usage`, one record a day and account. */
export function acme(options: AcmeOptions = {}) {
  const spec = connector({
    id: options.id ?? 'acme',
    title: options.title ?? 'Acme',
    docs: 'https://acme.example/api',
    config,
    http: { baseUrl: (c) => c.baseUrl, timeout: '5s' },
    auth: options.auth ?? ((a) => a.bearer((c) => c.apiKey)),
    ...(options.limits && { limits: options.limits }),
    ...(options.receipt && { receipt: options.receipt }),
    errors: inBand({
      envelope: z.object({ code: z.union([z.number(), z.string()]), message: z.string().nullish() }),
      ok: (body) => body.code === 0,
      code: (body) => body.code,
      message: (body) => body.message,
      classes: {
        expired: { category: 'auth', recover: true },
        skewed: { category: 'auth', skew: true },
        tired: { category: 'transient', recover: true },
        denied: 'permission',
        busy: 'rate_limited',
        later: { category: 'rate_limited', retryAfterMs: 7_000 },
        broken: 'transient',
      },
    }),
    billing: () => ({
      provider: 'Acme',
      service: 'Acme',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'documented',
    }),
  })
  const balanceGet = spec.endpoint({ name: 'balance', response: z.object({ balance: z.unknown() }) }, () => ({
    path: '/balance',
    query: options.query ?? {},
  }))
  const usageGet = spec.endpoint(
    {
      name: 'usage',
      partitions: (p) =>
        p.product(
          p.each('account', (c) => c.accounts),
          p.days('day', { timeZone: 'UTC' }),
        ),
      response: z.object({ items: z.array(z.unknown()) }),
    },
    ({ partition }) => ({ path: '/usage', query: { account: partition.account, date: partition.day.date } }),
  )
  const balance = balanceGet.stream(
    { name: 'balance', records: (body) => [{ balance: body.balance }], record: z.object({ balance: money('USD') }) },
    { primaryKey: [] },
  )
  const usage = usageGet.stream(
    {
      name: 'usage',
      records: (body) => body.items,
      stamp: (_raw, { partition }) => ({ account: partition.account, date: partition.day.date }),
      record: z.object({ account: id(), date: z.iso.date(), sku: id(), cost: money('USD') }),
    },
    {
      primaryKey: ['account', 'date', 'sku'],
      charge: (r, { window }) => ({
        billed: r.cost,
        period: { start: window.start, end: window.end },
        sku: r.sku,
      }),
    },
  )
  return spec.plugin({ streams: [balance, usage], check: balanceGet })
}

/** The vendor with a token endpoint: it mints `minted`, for 10 minutes. */
export function mintingAcme() {
  return acme({
    auth: (a) =>
      a.oauth2ClientCredentials({
        tokenRequest: (c) => ({ path: '/token', json: { key: c.apiKey } }),
        readToken: () => ({ accessToken: 'minted', expiresInSeconds: 600 }),
      }),
  })
}
