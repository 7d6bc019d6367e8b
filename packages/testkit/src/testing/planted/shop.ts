import {
  type Authenticator,
  type AuthKit,
  type Charge,
  connector,
  count,
  type Entry,
  type ErrorRules,
  id,
  inBand,
  type Money,
  money,
  type Ordinal,
  type Paginator,
  type PaginatorKit,
  type Plugin,
  parseDuration,
  secret,
  utcSeconds,
  type Window,
} from '@outlay/core'
import * as z from 'zod'
import type { ConnectorContractOptions } from '../../contract/contract-options.js'

const config = z.strictObject({
  apiKey: secret(),
  accounts: z.array(id()).default(['71', '72']),
  baseUrl: z.url().default('https://api.shop.example/v2'),
})

export type ShopConfig = z.output<typeof config>

const response = z.looseObject({
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
  readonly records: (body: ShopBody, window: Window) => readonly unknown[]
  readonly stamp: (partition: Partition, config: ShopConfig) => Record<string, unknown>
  readonly record: z.ZodType<Order>
  readonly primaryKey: readonly ((keyof Order & string) | Ordinal)[]
  readonly assemble: ((entries: readonly Entry<Order>[]) => readonly Entry<Order>[]) | undefined
  readonly time: (order: Order) => number
  readonly charge: (order: Order, window: Window, config: ShopConfig) => Charge | null
}

export const shopErrors = inBand({
  envelope: z.object({ code: z.int(), message: z.string().nullish() }),
  ok: (body) => body.code === 0,
  code: (body) => body.code,
  message: (body) => body.message,
  classes: { 4010: { category: 'auth', recover: true }, 4030: 'permission', 4290: 'rate_limited' },
})

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
  auth: (a) => a.bearer((c) => c.apiKey),
  errors: shopErrors,
  timeZone: 'Asia/Shanghai',
  response,
  paginate: (p) => p.cursor({ next: (body) => (body.has_more ? body.next : undefined) }),
  query: ({ partition, page }) => ({ account: partition.account, day: partition.day.date, cursor: page.cursor }),
  accounts: (c) => c.accounts,
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
export const SHOP_CONTRACT: Omit<ConnectorContractOptions, 'describe' | 'it'> = {
  config: { apiKey: 'sk-canary-0123456789' },
  samples: {
    orders: `{
      "code": 0,
      "items": [
        { "id": 880001, "sku": "gpu-hours", "region": "eu", "at": 1762500000, "calls": 3, "cost": 1.25 },
        { "id": 880002, "sku": "gpu-hours", "region": "us", "at": 1762500600, "calls": 1, "cost": 0.75 }
      ],
      "has_more": true,
      "next": "b2Zmc2V0OjI"
    }`,
  },
  errorSamples: {
    'wrong key': { body: '{"code":4010,"message":"unknown key"}', category: 'auth' },
    'too fast': { body: '{"code":4290,"message":"slow down"}', category: 'rate_limited' },
  },
}
