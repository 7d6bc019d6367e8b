import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { PageContent } from '../contract/definition.js'
import { id } from '../fields/id.js'
import { money } from '../fields/money.js'
import { personal } from '../fields/personal.js'
import { decodeJson } from '../numbers/decode-json.js'
import { encodeJson } from '../numbers/encode-json.js'
import type { JsonValue } from '../numbers/json-value.js'
import { definitionOf } from '../testing/open-acme.js'
import { connector } from './connector.js'

const RECORD = z.object({
  id: id(),
  email: personal(z.string()),
  cost: money('USD').nullish(),
  agent: z.object({ id: id(), name: personal(z.string().nullable()) }).nullish(),
  members: z.array(z.object({ id: id(), phone: personal(z.string()).nullable() })).default([]),
  owner: z
    .union([
      z.object({ kind: z.literal('person'), fullName: personal(z.string()) }),
      z.object({ kind: z.literal('firm') }),
    ])
    .optional(),
})

/** What a page of one reply holds, with or without personal data. */
function pageOf(items: JsonValue, personalData: boolean, record: z.ZodType<object> = RECORD) {
  const builder = connector({
    id: 'x',
    title: 'X',
    docs: 'https://x.example',
    config: z.strictObject({ personalData: z.boolean().default(false) }),
    http: { baseUrl: () => 'https://x.example' },
    billing: () => ({
      provider: 'X',
      service: 'X',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'assumed',
    }),
  })
  const get = builder.endpoint({ name: 'get', response: z.object({ items: z.array(z.unknown()) }) }, () => ({
    path: '/',
  }))
  const stream = get.stream(
    { name: 's', records: (body) => body.items, stamp: () => ({ email: 'canary-stamped' }), record },
    { primaryKey: [] },
  )
  const bound = definitionOf(builder.plugin({ streams: [stream], check: get })).bind({ personalData })
  const window = { start: '', end: '', startSeconds: 0, endSeconds: 0, date: '', lastDate: '' }
  const walk = bound.check.partitions[0]?.walk(window, { now: () => 0 })
  if (walk?.kind !== 'pages') throw new RangeError('no pages')
  const page: PageContent = walk.first.read({ items }, { headers: {}, url: '', bytes: 0 }).content()
  return { entries: page.entries.get('s') ?? [], fields: bound.endpoints[0]?.streams[0]?.info.fields ?? [] }
}

const ITEM = `{
  "id": 12345678901234567890, "email": "canary@x.example", "cost": 0.10, "note": "kept",
  "agent": { "id": 7, "name": "canary", "unknown": 1.10 },
  "members": [{ "id": 1, "phone": "canary" }, { "id": 2, "phone": null }],
  "owner": { "kind": "person", "fullName": "canary" }
}`

describe('personal data', () => {
  it('is absent from record and raw at any depth, also where a stamp adds it', () => {
    const { entries } = pageOf([decodeJson(ITEM)], false)
    expect(entries).toHaveLength(1)
    expect(encodeJson(entries)).not.toContain('canary')
    expect(entries[0]).toMatchObject({
      ok: true,
      record: {
        id: '12345678901234567890',
        agent: { id: '7' },
        members: [{ id: '1' }, { id: '2' }],
        owner: { kind: 'person' },
      },
    })
  })

  it('takes nothing else with it: all other members stay in raw, digit for digit', () => {
    const { entries } = pageOf([decodeJson(ITEM)], false)
    expect(encodeJson(entries[0]?.raw)).toBe(
      '{"id":12345678901234567890,"cost":0.10,"note":"kept","agent":{"id":7,"unknown":1.10},"members":[{"id":1},{"id":2}],"owner":{"kind":"person"}}',
    )
  })

  it('is absent from what is quarantined', () => {
    const { entries } = pageOf([decodeJson(ITEM.replace('12345678901234567890', 'null'))], false)
    expect(entries).toMatchObject([{ ok: false, reasons: ['id: is missing'] }])
    expect(encodeJson(entries)).not.toContain('canary')
  })

  it('is no column', () => {
    expect(pageOf([], false).fields.map(({ name }) => name)).toEqual(['id', 'cost', 'agent', 'members', 'owner'])
    expect(pageOf([], true).fields.map(({ name }) => name)).toContain('email')
  })

  it('is there when the connection asks for it', () => {
    const { entries } = pageOf([decodeJson(ITEM)], true)
    expect(entries[0]).toMatchObject({
      ok: true,
      record: { email: 'canary-stamped', agent: { name: 'canary' }, members: [{ phone: 'canary' }, { phone: null }] },
    })
    expect(encodeJson(entries[0]?.raw)).toContain('canary@x.example')
  })

  it('is found behind a transform and a refinement, too', () => {
    const record = z
      .object({ id: id(), email: personal(z.string()) })
      .refine(({ id: own }) => own !== '')
      .transform((value) => ({ ...value, more: true }))
    const { entries } = pageOf([decodeJson(ITEM)], false, record)
    expect(encodeJson(entries)).not.toContain('canary@')
    expect(encodeJson(entries)).not.toContain('canary-stamped')
  })

  it('leaves a number alone that stands where the schema expects an object', () => {
    const { entries } = pageOf([decodeJson(ITEM.replace(/"agent": *\{[^}]*\}/, '"agent": 1.50'))], false)
    expect(encodeJson(entries[0]?.raw)).toContain('"agent":1.50')
  })

  it('costs nothing where a schema marks none: raw is the very object that came', () => {
    const item = decodeJson('{"id":1}')
    const { entries } = pageOf([item], false, z.object({ id: id() }))
    expect(entries[0]?.raw).toBe(item)
  })
})
