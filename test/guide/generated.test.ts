import {
  type ConnectorDefinition,
  connector,
  id,
  inBand,
  money,
  ordinal,
  SERVICE_CATEGORIES,
  secret,
} from '@outlay/core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { deadAnchors } from '../../docs/dead-anchors.mjs'
import { categoryPage } from '../../docs/generate/category-table.mjs'
import { connectorTables } from '../../docs/generate/connector-tables.mjs'
import { asPage } from '../../docs/generate/site-link.mjs'
import { outsideLoads } from '../../docs/outside-loads.mjs'
import { root } from './page.js'

const acme = connector({
  id: 'acme',
  title: 'Acme',
  docs: 'https://acme.example/api',
  config: z.strictObject({ key: secret() }),
  http: { baseUrl: () => 'https://api.acme.example', timeout: '90s' },
  auth: (a) => a.bearer((c) => c.key),
  limits: (l) => [
    l.window({ max: 60, per: '1m', key: (c) => c.key }),
    l.interval({ name: 'list', every: '30s', key: (c) => c.key, across: 'credential', endpoints: ['balance'] }),
  ],
  errors: inBand({
    envelope: z.object({ code: z.int() }),
    ok: ({ code }) => code === 0,
    code: ({ code }) => code,
    message: () => '',
    classes: {
      7: { category: 'auth', recover: true, hint: 'Renew a|b.' },
      8: { category: 'rate_limited', retryAfterMs: 90_000 },
      9: { category: 'permission', stops: 'window' },
    },
    families: [{ codes: '100 to 199', has: (code) => code.length === 3, verdict: 'transient' }],
  }),
  billing: () => ({
    ...{ provider: 'Acme', service: 'Acme', category: 'Other', subcategory: 'Other (Other)' },
    ...{ timeZone: 'UTC', currency: 'USD', currencySource: 'documented' },
  }),
})
const usageGet = acme.endpoint(
  {
    name: 'usage',
    partitions: (p) =>
      p.product(
        p.each('account', () => ['1', '2']),
        p.days('day', { timeZone: 'Asia/Shanghai', settlesAfter: '3d', available: { from: '-6d', after: '8h' } }),
      ),
    response: z.object({ rows: z.array(z.unknown()) }),
  },
  () => ({ path: '/usage' }),
)
const balanceGet = acme.endpoint({ name: 'balance', every: '30s', response: z.object({}) }, () => ({
  path: '/balance?of=all',
  json: {},
}))
const plugin = acme.plugin({
  streams: [
    usageGet.stream(
      {
        name: 'usage',
        title: 'Usage',
        records: ({ rows }) => rows,
        record: z.object({ id: id(), cost: money('USD') }),
      },
      { primaryKey: ['id', ordinal()] },
    ),
    balanceGet.stream(
      {
        name: 'balance',
        title: 'Balance',
        optional: true,
        records: (body) => [body],
        record: z.object({ left: money('USD') }),
      },
      { primaryKey: ['left'] },
    ),
  ],
  check: usageGet,
})

describe('the reference of a connector', () => {
  it('has its host, calls, streams with keys and fields, limits by name, and codes with what comes of them', () => {
    const found: ConnectorDefinition[] = []
    plugin.register({
      register: (_token: symbol, provider: object) =>
        'useValue' in provider && found.push(provider.useValue as ConnectorDefinition),
    })
    const [definition] = found
    const lines = connectorTables(definition, definition?.bind({ key: 'k-123456' })).split('\n')
    for (const line of [
      '- Host: `https://api.acme.example`, unless `baseUrl` says otherwise. Nothing is sent anywhere else.',
      '- Credentials: the authorization header. One exchange takes 90 s at most.',
      '- `outlay check` sends `GET /usage`.',
      '- Charges are Acme of Acme (FOCUS: Other, Other (Other)), in USD (documented), by the days of UTC from 00:00.',
      '| `usage` | `GET /usage` | `account` | days Asia/Shanghai 00:00 | 6 days back, 8 h after its end | 3 days |',
      '| `balance` | `POST /balance` |  | snapshot, 30 s apart | now |  |',
      '| [`usage`](#stream-usage) | `usage` | by default | Usage |',
      '| [`balance`](#stream-balance) | `balance` | when enabled | Balance |',
      '#### usage {#stream-usage}',
      'Primary key: `id`, the place among the rows of the window that are equal in these.',
      'Primary key: the time of the observation, `left`.',
      '| `cost` | money |',
      '| `window` | 60 requests every 1m | each call and credential | all |',
      '| `list` | one request every 30s | all calls of a credential together | `balance` |',
      "| `7` | `auth` | once, with renewed credentials | the connection's run | Renew a\\|b. |",
      "| `8` | `rate_limited` | after 90 s | the connection's run |  |",
      '| `9` | `permission` | no | the window |  |',
      '| 100 to 199 | `transient` | yes | the window |  |',
    ])
      expect(lines).toContain(line)
  })
})

it('lists the service categories that a connector may name, each with its own subcategories', () => {
  const rows = categoryPage({ Compute: ['Containers', 'Other (Compute)'] }).split('\n')
  expect(rows).toContain('| `Compute` | `Containers`, `Other (Compute)` |')
  const every = Object.entries(SERVICE_CATEGORIES)
  for (const [category, own] of every) expect(own).toContain(`Other (${category})`)
  const all: readonly string[] = every.flatMap(([, own]) => own)
  expect(new Set(all).size).toBe(all.length)
})

describe('a README as a page', () => {
  const pages = new Map([['README.md', '/']])

  it('links to pages where there are any, and to the repository where there are none', () => {
    const text = 'See [all](../../README.md#more), [this](../core), [that](#here) and [it](https://example.org).'
    expect(asPage(text, `${root}packages/focus`, pages)).toBe(
      'See [all](/#more), [this](https://github.com/outlay/outlay/blob/main/packages/core), [that](#here) and [it](https://example.org).',
    )
  })

  it('refuses a link to a file that does not exist', () => {
    expect(() => asPage('[gone](./gone.md)', `${root}packages/focus`, pages)).toThrow('links to ./gone.md')
  })
})

it('tells what a browser would load from elsewhere, and not what is only a link', () => {
  const html = `<a href="https://a.example/">a</a><script type="module" src="/app.js"></script>
    <script src="https://b.example/t.js"></script><link rel="stylesheet" href="//c.example/c.css"><img alt="" src="https://d.example/d.png">`
  expect(outsideLoads(html)).toEqual(['https://b.example/t.js', 'https://d.example/d.png', '//c.example/c.css'])
  expect(outsideLoads('a{background:url("https://e.example/e.png")}')).toEqual(['https://e.example/e.png'])
})

it('finds links to headings that are not there', () => {
  const pages = new Map([
    ['index.html', '<a href="/guide/state.html#windows">a</a> <a class="x" href="/guide/state.html#gone">b</a>'],
    [
      'guide/state.html',
      '<h2 id="windows">c</h2> <a href="#windows">d</a> <a href="./state#away">e</a> <a href="/#f">f</a>',
    ],
  ])
  expect(deadAnchors(pages)).toEqual([
    'index.html: /guide/state.html#gone',
    'guide/state.html: ./state#away',
    'guide/state.html: /#f',
  ])
})
