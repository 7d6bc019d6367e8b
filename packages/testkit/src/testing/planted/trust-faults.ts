import { failure, id, reveal, secret } from '@outlay/core'
import * as z from 'zod'
import { fault, type PlantedFault } from './planted-fault.js'
import { chargeOf, type Order, orderShape, SHOP_CONTRACT, type ShopConfig, shopErrors } from './shop.js'

/** The fields of the record, one of them another way. */
const orderWith = (fields: Partial<Record<keyof Order, z.ZodType>>) =>
  z.object({ ...orderShape, ...fields }) as unknown as z.ZodType<Order>

/** What loses trust: secrets, tenants, refusals, drift. */
export const TRUST_FAULTS: readonly PlantedFault[] = [
  fault('writes the key into every record', 'secret-kept', () => ({
    stamp: ({ account }, config) => ({ account, region: reveal(config.apiKey) }),
  })),
  fault('writes the key into every charge, in base64', 'secret-kept', () => ({
    charge: (one, _window, config) => ({
      ...chargeOf(one),
      attributes: { Key: Buffer.from(`user:${reveal(config.apiKey)}`).toString('base64') },
    }),
  })),
  fault('makes the key a part of the state', 'secret-kept', () => ({
    accounts: (c) => c.accounts.map((account) => `${account}/${reveal(c.apiKey)}`),
  })),
  fault('shows the key in how it describes itself', 'secret-kept', () => ({
    auth: (a) => ({ ...a.bearer((c) => c.apiKey), describe: (c) => `the key ${reveal(c.apiKey)}` }),
  })),
  fault('takes the key as plain text', 'secret-marked', () => ({
    config: z.strictObject({
      apiKey: z.string(),
      accounts: z.array(id()).default(['71', '72']),
      baseUrl: z.url().default('https://api.shop.example/v2'),
    }) as never,
    auth: (a) => a.query(({ config }) => ({ key: config.apiKey })),
  })),
  fault('quotes the key in a refused config', 'config-quiet', () => ({
    config: z
      .looseObject({
        apiKey: secret(),
        accounts: z.array(id()).default(['71', '72']),
        baseUrl: z.url().default('https://api.shop.example/v2'),
      })
      .superRefine((given, context) => {
        const keys = Object.keys(given).filter((name) => !['apiKey', 'accounts', 'baseUrl'].includes(name))
        if (keys.length > 0)
          context.addIssue({ code: 'custom', path: keys, message: `is unknown beside the key ${reveal(given.apiKey)}` })
      }) as never,
  })),
  fault('takes any key in its config', 'unknown-key', () => ({
    config: z.looseObject({
      apiKey: secret(),
      accounts: z.array(id()).default(['71', '72']),
      baseUrl: z.url().default('https://api.shop.example/v2'),
    }) as never,
  })),
  fault('has its address built in', 'base-url', () => ({ baseUrl: () => 'https://api.shop.example/v2' })),
  fault('sends no credentials', 'credentials', () => ({ auth: undefined })),
  fault('keeps the first key for everybody', 'two-tenants', () => {
    let first: ShopConfig['apiKey'] | undefined
    return { auth: (a) => a.bearer((c) => (first ??= c.apiKey)) }
  }),
  fault('keeps pages for everybody', 'documented-sample', () => {
    const kept = new Map<string, readonly unknown[]>()
    return {
      records: ({ next, items }, window) => {
        const key = `${window.start} ${next}`
        const own = kept.get(key) ?? items ?? []
        kept.set(key, own)
        return own
      },
    }
  }),
  fault('asks by chance', 'pure-request', () => ({
    query: ({ partition, page }) => ({
      account: partition.account,
      day: partition.day.date,
      cursor: page.cursor,
      nonce: String(Math.random()),
    }),
  })),
  fault('takes a refusal for an empty list', 'in-band', () => ({
    errors: {
      kind: 'blind',
      classify: (reply) => (reply.status === 200 && reply.body !== undefined ? 'ok' : undefined),
    },
  })),
  fault('takes every reply for a success', 'fault-first', () => ({
    errors: { kind: 'blind', classify: (reply) => (reply.body === undefined ? undefined : 'ok') },
  })),
  fault('takes a wrong key for something that passes', 'in-band', () => ({
    errors: { kind: 'odd', classify: (reply) => relabelled(reply, 'transient') },
  })),
  fault('asks again with a wrong key', 'in-band-final', () => ({
    errors: { kind: 'stubborn', classify: (reply) => relabelled(reply, 'auth') },
  })),
  fault('tries a key that HTTP 401 refuses again', 'refusal', () => ({
    errors: {
      kind: 'hopeful',
      classify: (reply) =>
        reply.status === 401 ? failure('transient', { code: 'HTTP 401', message: '' }) : shopErrors.classify(reply),
    },
  })),
  fault('tries a wrong key for every window', 'in-band-stops', () => ({
    errors: {
      kind: 'tireless',
      classify: (reply) => {
        const verdict = shopErrors.classify(reply)
        const isKey = typeof verdict === 'object' && verdict.category === 'auth'
        return isKey ? { ...verdict, stops: 'window', recover: false } : verdict
      },
    },
  })),
  fault('does not say which key is missing', 'config-required', () => ({
    config: z
      .strictObject({
        apiKey: secret().optional(),
        accounts: z.array(id()).default(['71', '72']),
        baseUrl: z.url().default('https://api.shop.example/v2'),
      })
      .refine(({ apiKey }) => apiKey !== undefined, 'credentials are missing') as never,
  })),
  fault('fails on a field that is new', 'new-field', () => ({ record: z.strictObject(orderShape) as never })),
  fault('loses a page for one record that is odd', 'drift', () => ({
    response: z.looseObject({
      items: z.array(z.looseObject({ id: id(), sku: z.string() })).nullish(),
      has_more: z.boolean().nullish(),
      next: z.string().nullish(),
    }) as never,
  })),
  fault('breaks on what is no record', 'no-record', () => ({
    records: (body) => (body.items ?? []).filter((item) => (item as { sku: string }).sku.length > 0),
  })),
  fault('makes fields of no type that a column has', 'fits-schema', () => ({
    record: orderWith({ calls: z.number().overwrite((calls) => calls / 4) }),
  })),
  fault('is tried with a secret of five letters', 'secret-long', () => ({}), {
    ...SHOP_CONTRACT,
    config: { apiKey: 'acbde' },
  }),
  fault('is tried with no refusal', 'refusals-known', () => ({}), { ...SHOP_CONTRACT, errorSamples: {} }),
  fault('copies who bought into a label', 'personal-kept', () => ({
    records: (body) => (body.items ?? []).map((item) => labelled(item)),
  })),
  fault('keeps the addresses of those who bought', 'personal-marked', () => ({
    record: orderWith({ buyer: z.string().nullish() }),
  })),
  fault('has a name that is no table', 'described', () => ({ name: 'Shop Orders' })),
]

function labelled(item: unknown): unknown {
  const { buyer, ...others } = z.looseObject({ buyer: z.unknown() }).parse(item)
  return { ...others, label: `bought by ${buyer}` }
}

function relabelled(reply: Parameters<typeof shopErrors.classify>[0], category: 'auth' | 'transient') {
  const verdict = shopErrors.classify(reply)
  if (verdict === 'ok' || verdict === undefined || verdict.category !== 'auth') return verdict
  return failure({ category, retryable: true }, { code: verdict.code, message: verdict.message })
}
