import {
  type Authenticator,
  type AuthKit,
  type Charge,
  connector,
  count,
  type Entry,
  type ErrorCategory,
  type ErrorRules,
  type FailureClass,
  id,
  inBand,
  type Money,
  money,
  type Ordinal,
  type Paginator,
  type PaginatorKit,
  type Plugin,
  parseDuration,
  personal,
  secret,
  utcSeconds,
  type Window,
} from '@outlay/core'
import * as z from 'zod'
import type { ContractOptions } from '../../contract/contract-options.js'

const config = z.strictObject({
  apiKey: secret(),
  accounts: z.array(id()).default(['71', '72']),
  baseUrl: z.url().default('https://api.shop.example/v2'),
})

export type ShopConfig = z.output<typeof config>

export const response = z.looseObject({
  items: z.array(z.unknown()).nullish(),
  has_more: z.boolean().nullish(),
  next: z.string().nullish(),
})

export type ShopBody = z.output<typeof response>

export const orderShape = {
  account: id(),
  id: id(),
  sku: z.string(),
  region: z.string().nullish(),
  buyer: personal(z.string()),
  at: count(),
  calls: count().nullish(),
  cost: money('USD'),
}

const order = z.object(orderShape)
export type Order = z.output<typeof order>
export type ShopPage = { readonly cursor: string | undefined }
type Partition = { readonly account: string; readonly day: Window }

/** What a planted fault puts in the place of the correct connector's own. */
export interface ShopParts {
  readonly name: string
  readonly config: typeof config
  readonly baseUrl: (config: ShopConfig) => string
  readonly auth: ((kit: AuthKit<ShopConfig>) => Authenticator<ShopConfig>) | undefined
  readonly errors: ErrorRules
  readonly timeZone: string
  readonly response: typeof response
  readonly paginate: (kit: PaginatorKit<ShopConfig, ShopBody>) => Paginator<ShopConfig, ShopBody, ShopPage>
  readonly query: (given: {
    config: ShopConfig
    partition: Partition
    page: ShopPage
  }) => Record<string, string | undefined>
  readonly accounts: (config: ShopConfig) => readonly string[]
  readonly reconcile: (body: ShopBody) => readonly string[]
  readonly records: (body: ShopBody, window: Window) => readonly unknown[]
  readonly stamp: (partition: Partition, config: ShopConfig) => Record<string, unknown>
  readonly record: z.ZodType<Order>
  readonly primaryKey: readonly ((keyof Order & string) | Ordinal)[]
  readonly assemble: ((entries: readonly Entry<Order>[]) => readonly Entry<Order>[]) | undefined
  readonly time: (order: Order) => number
  readonly charge: (order: Order, window: Window, config: ShopConfig) => Charge | null
}

/** The shop's codes, some of them another way. */
export const shopErrorsWith = (classes: Readonly<Record<string, ErrorCategory | FailureClass>>): ErrorRules =>
  inBand({
    envelope: z.object({ code: z.int(), message: z.string().nullish() }),
    ok: (body) => body.code === 0,
    code: (body) => body.code,
    message: (body) => body.message,
    classes: {
      4010: { category: 'auth', recover: true },
      4011: { category: 'auth', skew: true },
      4030: 'permission',
      4290: 'rate_limited',
      ...classes,
    },
  })

export const shopErrors = shopErrorsWith({})

/** How its pages follow each other. */
export const byCursor = (kit: PaginatorKit<ShopConfig, ShopBody>): Paginator<ShopConfig, ShopBody, ShopPage> =>
  kit.cursor({ next: (body) => (body.has_more ? body.next : undefined) })

/** The time, as the vendor wants it beside the credentials. */
export const timed = (kit: AuthKit<ShopConfig>): Authenticator<ShopConfig> =>
  kit.sign('timestamp', (_request, { clock }) => ({ 'x-time': String(clock.unixSeconds()) }))

/** Charged at the hour that it happened in. */
export function chargeOf(order: Order, billed: Money | null = order.cost): Charge {
  const hour = Math.floor(order.at / 3600) * 3600
  return {
    billed,
    period: { start: utcSeconds(hour * 1000), end: utcSeconds(hour * 1000 + parseDuration('1h')) },
    sku: order.sku,
    quantity: { amount: order.calls ?? 0, unit: 'Calls' },
  }
}

const CORRECT: ShopParts = {
  name: 'orders',
  config,
  baseUrl: (c) => c.baseUrl,
  auth: (a) =>
    a.all(
      a.bearer((c) => c.apiKey),
      timed(a),
    ),
  errors: shopErrors,
  timeZone: 'Asia/Shanghai',
  response,
  paginate: byCursor,
  query: ({ partition, page }) => ({ account: partition.account, day: partition.day.date, cursor: page.cursor }),
  accounts: (c) => c.accounts,
  reconcile: () => [],
  records: (body) => body.items ?? [],
  stamp: ({ account }) => ({ account }),
  record: order,
  primaryKey: ['account', 'id'],
  assemble: undefined,
  time: (one) => one.at,
  charge: (one) => chargeOf(one),
}

/** A little connector: orders by account and day, page by page. Without `changes` nothing is wrong with it. */
export function shop(changes: Partial<ShopParts> = {}): Plugin {
  const parts: ShopParts = { ...CORRECT, ...changes }
  const spec = connector({
    id: 'shop',
    title: 'Shop',
    docs: 'https://shop.example/docs',
    config: parts.config,
    http: { baseUrl: parts.baseUrl },
    ...(parts.auth && { auth: parts.auth }),
    errors: parts.errors,
    billing: () => ({
      provider: 'Shop',
      service: 'Shop',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: parts.timeZone,
      currency: 'USD',
      currencySource: 'documented',
    }),
  })
  const get = spec.endpoint(
    {
      name: 'orders',
      partitions: (p) =>
        p.product(p.each('account', parts.accounts), p.days('day', { timeZone: parts.timeZone, settlesAfter: '1d' })),
      response: parts.response,
      paginate: parts.paginate,
    },
    ({ config, partition, page }) => ({ path: '/orders', query: parts.query({ config, partition, page }) }),
    { reconcile: parts.reconcile },
  )
  const stream = get.stream(
    {
      name: parts.name,
      records: (body, { window }) => parts.records(body, window),
      stamp: (_raw, { partition, config }) => parts.stamp(partition, config),
      record: parts.record,
    },
    {
      primaryKey: parts.primaryKey,
      time: parts.time,
      charge: (one, { window, config }) => parts.charge(one, window, config),
      ...(parts.assemble && { assemble: parts.assemble }),
    },
  )
  return spec.plugin({ streams: [stream], check: get })
}

/** What the shop's page documents. */
export const SHOP_CONTRACT: ContractOptions = {
  config: { apiKey: 'sk-canary-0123456789' },
  samples: {
    orders: `{
      "code": 0,
      "items": [
        { "id": 880001, "sku": "gpu-hours", "region": "eu", "buyer": "mei@paper.example", "at": 1762500000, "calls": 3, "cost": 1.25 },
        { "id": 880002, "sku": "gpu-hours", "region": "us", "buyer": "lin@paper.example", "at": 1762500600, "calls": 1, "cost": 0.75 }
      ],
      "has_more": true,
      "next": "b2Zmc2V0OjI"
    }`,
  },
  errorSamples: {
    'wrong key': { body: '{"code":4010,"message":"unknown key"}', category: 'auth' },
    'wrong clock': { body: '{"code":4011,"message":"your clock is off"}', category: 'auth' },
    'too fast': { body: '{"code":4290,"message":"slow down"}', category: 'rate_limited' },
  },
}

/** The same shop, where the key fetches tokens. */
export const TOKEN_CONTRACT: ContractOptions = {
  ...SHOP_CONTRACT,
  tokenSample: '{"access_token":"abc","expires_in":600}',
}

/** How tokens are fetched; `life` in seconds. */
export const byToken = (kit: AuthKit<ShopConfig>, life = 600): Authenticator<ShopConfig> =>
  kit.all(
    kit.oauth2ClientCredentials({
      tokenRequest: (c) => ({ path: '/token', json: { key: c.apiKey } }),
      readToken: (body) => {
        const { data } = tokenReply.safeParse(body)
        return data && { accessToken: data.access_token, expiresInSeconds: life }
      },
    }),
    timed(kit),
  )

const tokenReply = z.object({ access_token: z.string() })
