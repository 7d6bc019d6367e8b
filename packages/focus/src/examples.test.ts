import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BillingProfile } from '@outlay/core'
import { expect, test } from 'vitest'
import { focusContext } from './focus-context.js'
import { focusRow } from './focus-row.js'
import type { LedgerChargeLike } from './ledger-charge.js'

const folder = fileURLToPath(new URL('../../../../shared/focus/examples/', import.meta.url))

// Settled by the design in another way than the examples, which were made before.
const SETTLED_ELSEWHERE = ['x_SourceRowId']

interface Example {
  readonly file: string
  readonly billing: BillingProfile
  readonly charges: readonly Partial<LedgerChargeLike>[]
}

const cny = (amount: string) => ({ amount, currency: 'CNY' })
const usd = (amount: string) => ({ amount, currency: 'USD' })
const profile = (
  provider: string,
  service: string,
  category: string,
  subcategory: string,
  more: Partial<BillingProfile>,
) => ({
  provider,
  service,
  category,
  subcategory,
  timeZone: 'Asia/Shanghai',
  currencySource: 'documented' as const,
  currency: 'CNY',
  ...more,
})
const ads = (accountName: string) =>
  profile('Tencent Ads', 'Tencent Ads', 'Business Applications', 'Other (Business Applications)', { accountName })
const patsnap = profile('PatSnap', 'PatSnap Open API', 'Analytics', 'Other (Analytics)', {
  accountName: 'zhihuiya:3fa1',
  dayBoundary: '08:00',
})
const captchaHour = (start: string, end: string, money: string, tasks: number): Partial<LedgerChargeLike> => ({
  billed: usd(money),
  period: { start: `2019-02-${start}:45:00Z`, end: `2019-02-${end}:45:00Z` },
  sku: 'Recaptcha Proxyless',
  description: 'Recaptcha Proxyless tasks',
  quantity: { amount: tasks, unit: 'Tasks' },
  readAt: '2019-02-20T00:05:00.000Z',
})
const adsDay: Partial<LedgerChargeLike> = {
  period: { start: '2026-11-20T16:00:00Z', end: '2026-11-21T16:00:00Z' },
  sku: 'ad-delivery-daily',
}
const esign = profile('Tencent eSign', 'Tencent eSign', 'Business Applications', 'Productivity and Collaboration', {
  accountName: 'yDwFdUUckpsw',
})
const flow = (count: number, costType: number, description: string): Partial<LedgerChargeLike> => ({
  billed: cny('0'),
  effective: cny(String(count * 3.5)),
  status: 'configured-unit-price',
  period: { start: '2023-09-18T11:00:00Z', end: '2023-09-18T12:00:00Z' },
  sku: 'CloudEnterprise',
  meter: 'Enterprise contract',
  description,
  quantity: { amount: count, unit: 'Contracts' },
  subAccountId: 'org_dianziqian',
  resource: { id: 'flow/yDwFdUUckps', type: 'Contract Flow' },
  attributes: {
    CostTime: '2023-09-18T11:45:14Z',
    CostType: costType,
    FlowStatus: 'ALL',
    QuotaName: '企业版运营礼包',
    UnitPriceConfigured: '3.5',
  },
})
const patsnapDay: Partial<LedgerChargeLike> = { period: { start: '2025-01-15T00:00:00Z', end: '2025-01-16T00:00:00Z' } }

const examples: readonly Example[] = [
  {
    file: 'anti-captcha.csv',
    billing: profile('Anti-Captcha', 'Anti-Captcha Task Solving', 'Other', 'Other (Other)', {
      accountName: 'anticaptcha:8f3c0d1e9a7b4c55',
      timeZone: 'UTC',
    }),
    charges: [
      captchaHour('18T23', '19T00', '7.495948', 1899),
      captchaHour('19T00', '19T01', '7.861741', 2217),
      captchaHour('19T21', '19T22', '7.827058', 2156),
    ],
  },
  {
    file: 'tencent-ads-daily-wechat.csv',
    billing: ads('agency-7788'),
    charges: [
      {
        ...adsDay,
        billed: cny('512.34'),
        description: 'WeChat account ad spend 2026-11-21',
        resource: { id: 'wechat/wx0123456789abcdef', type: 'WeChat Account' },
        subAccountId: '25610',
        readAt: '2026-11-22T02:00:00.000Z',
        attributes: { WechatAccountId: 'wx0123456789abcdef' },
      },
    ],
  },
  {
    file: 'tencent-ads-realtime.csv',
    billing: ads('25610'),
    charges: [
      {
        ...adsDay,
        billed: cny('13.00'),
        description: 'Ad delivery spend 2026-11-21 (partial day)',
        resource: { id: 'adgroup/9007199254740993', type: 'Ad Group' },
        window: { final: false },
        readAt: '2026-11-21T05:00:00.000Z',
        attributes: { AdGroupId: '9007199254740993', CampaignId: '111' },
      },
    ],
  },
  {
    file: 'tencent-esign-priced.csv',
    billing: esign,
    charges: [
      flow(1, 1, 'Enterprise contract quota consumed'),
      flow(-1, 2, 'Enterprise contract quota returned (cancelled)'),
    ],
  },
  {
    file: 'zhihuiya-combo-priced.csv',
    billing: patsnap,
    charges: [
      {
        ...patsnapDay,
        billed: cny('0'),
        effective: cny('52.5'),
        status: 'configured-unit-price',
        sku: 'AI34-3',
        meter: 'Quick-search report Query(Beta)',
        description: '[AI34-3]Quick-search report Query(Beta)',
        quantity: { amount: 21, unit: 'Requests' },
        attributes: { CallCount: 21, InterfacePath: '/ai/quick-search-report/query', UnitPriceConfigured: '2.5' },
      },
    ],
  },
  {
    file: 'zhihuiya-usage.csv',
    billing: patsnap,
    charges: [
      {
        ...patsnapDay,
        billed: cny('123.45'),
        sku: 'P042',
        meter: 'Fulltext Image',
        description: '[P042]Fulltext Image',
        quantity: { amount: 80, unit: 'Requests' },
        consumed: { amount: 100, unit: 'Requests' },
        attributes: { InterfacePath: '/basic-patent-data/fulltext-image' },
      },
    ],
  },
]

test.skipIf(!existsSync(folder)).each(examples)(
  'gives the rows of the example $file (skipped: examples not there)',
  ({ file, billing, charges }) => {
    const [header = [], ...rows] = readFileSync(`${folder}${file}`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim().split(','))
    expect(rows).toHaveLength(charges.length)
    for (const [index, values] of rows.entries()) {
      const row = focusRow({ ...blank, billing, ...charges[index] }, focusContext(billing))
      const expected = Object.fromEntries(header.map((name, at) => [name, values[at] || null]))
      const shared = header.filter((name) => row !== undefined && name in row && !SETTLED_ELSEWHERE.includes(name))
      expect(shared.length).toBeGreaterThanOrEqual(header.length - 1)
      expect(Object.fromEntries(Object.entries(row ?? {}).filter(([name]) => shared.includes(name)))).toEqual(
        Object.fromEntries(shared.map((name) => [name, expected[name]])),
      )
    }
  },
)

const blank: Omit<LedgerChargeLike, 'billing'> = {
  connection: 'connection',
  connector: 'connector',
  stream: 'stream',
  key: '[]',
  window: { final: true },
  readAt: null,
  billed: null,
  period: { start: '2026-11-20T16:00:00Z', end: '2026-11-21T16:00:00Z' },
  sku: 'sku',
}
