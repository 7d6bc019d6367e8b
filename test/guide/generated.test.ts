import { anticaptcha } from '@outlay/connector-anticaptcha'
import { tencentAds } from '@outlay/connector-tencent-ads'
import type { ConnectorDefinition, Plugin } from '@outlay/core'
import { describe, expect, it } from 'vitest'
import { deadAnchors } from '../../docs/dead-anchors.mjs'
import { connectorTables } from '../../docs/generate/connector-tables.mjs'
import { asPage } from '../../docs/generate/site-link.mjs'
import { outsideLoads } from '../../docs/outside-loads.mjs'
import { root } from './page.js'

function tablesOf(plugin: Plugin, config: object): string {
  const found: ConnectorDefinition[] = []
  plugin.register({
    register: (_token: symbol, provider: object) =>
      'useValue' in provider && found.push(provider.useValue as ConnectorDefinition),
  })
  const [definition] = found
  return connectorTables(definition, definition?.bind(config))
}

describe('the reference of a connector', () => {
  it('has streams with their windows, fields, limits by name, and codes with what comes of them', () => {
    const tables = tablesOf(anticaptcha, { clientKey: '0'.repeat(32) })
    for (const line of [
      'Credentials: members of the JSON body. One exchange takes 30 s at most.',
      '| `spending_stats` | `getSpendingStats` | by default | days UTC 00:00 | always | 3 days | Spend and solved tasks by the hour |',
      '| `queue_stats` | `getQueueStats` | when enabled | snapshot, 10 s apart | now |  | Price, speed and load of queues |',
      '| `money` | money |',
      '| `balance` | one request every 30s | each endpoint and credential | `getBalance` |',
      "| `ERROR_KEY_DOES_NOT_EXIST` | `auth` | no | the connection's run | Check clientKey: the vendor does not know it. |",
    ])
      expect(tables.split('\n')).toContain(line)
  })

  it('says how far back a vendor answers, and how long a refusal is waited for', () => {
    const tables = tablesOf(tencentAds, { accessToken: 'token', accountIds: ['1'] })
    expect(tables).toContain('| `daily_cost/get` | when enabled | days Asia/Shanghai 00:00 | 6 days back | 1 day |')
    expect(tables).toContain('| `realtime_cost/get` | by default | days Asia/Shanghai 00:00 | today only | 6 h |')
    expect(tables).toContain("| `11017` | `rate_limited` | after 1 min | the connection's run |")
  })
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
