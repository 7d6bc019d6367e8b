import { afterEach, describe, expect, test } from 'vitest'
import { startTencentAdsSimulator, type TencentAdsSimulator, type TencentAdsSimulatorOptions } from './index.js'

// 2026-11-20 at 23:00 in China: the day's delivery is over.
const NIGHT = Date.parse('2026-11-20T15:00:00Z')

let running: TencentAdsSimulator[] = []
afterEach(async () => {
  await Promise.all(running.map((vendor) => vendor.close()))
  running = []
})

async function start(options: TencentAdsSimulatorOptions = {}): Promise<TencentAdsSimulator> {
  const vendor = await startTencentAdsSimulator({ now: () => NIGHT, ...options })
  running.push(vendor)
  return vendor
}

let nonces = 0

async function text(vendor: TencentAdsSimulator, path: string, query: Record<string, string>, now = NIGHT) {
  nonces += 1
  const all = {
    access_token: vendor.config.accessToken,
    timestamp: String(Math.floor(now / 1000)),
    nonce: `n${nonces}`,
  }
  const response = await fetch(`${vendor.baseUrl}/v1.1/${path}/get?${new URLSearchParams({ ...all, ...query })}`)
  return response.text()
}

// Ids are quoted before JSON.parse could round them.
interface Row {
  campaign_id: string
  adgroup_id: string
  cost: number
  account_id: string
  wechat_account_id: string
  date: string
}
interface Body {
  code: number
  data: {
    list: Row[]
    page_info: { page: number; page_size: number; total_number: number; total_page: number }
  }
}

async function call(vendor: TencentAdsSimulator, path: string, query: Record<string, string>, now = NIGHT) {
  const body = await text(vendor, path, query, now)
  return JSON.parse(body.replace(/("(?:account|campaign|adgroup)_id":)(\d+)/g, '$1"$2"')) as Body
}

async function allRows(vendor: TencentAdsSimulator, path: string, query: Record<string, string>, size = 100) {
  const rows: Row[] = []
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const body = await call(vendor, path, { ...query, page: String(page), page_size: String(size) })
    pages = body.data.page_info.total_page
    rows.push(...body.data.list)
    expect(body.data.page_info).toMatchObject({ page, page_size: size })
  }
  return rows
}

const account = '100000037'
const today = { account_id: account, date: '2026-11-20' }

describe('realtime_cost', () => {
  const resources = {
    ADVERTISER: () => '',
    CAMPAIGN: (row: Row) => `campaign/${row.campaign_id}`,
    ADGROUP: (row: Row) => `adgroup/${row.adgroup_id}`,
  }

  test.each(['ADVERTISER', 'CAMPAIGN', 'ADGROUP'] as const)('adds up to the charges at level %s', async (level) => {
    const vendor = await start()
    const rows = await allRows(vendor, 'realtime_cost', { ...today, level })
    const charges = vendor.charges({ from: '2026-11-20', level }).filter((charge) => charge.account === account)
    expect(rows.map((row) => [resources[level](row), row.cost])).toEqual(
      charges.map((charge) => [charge.resource, Number(charge.amount.replace('.', ''))]),
    )
    expect(rows.length).toBe(level === 'ADVERTISER' ? 1 : level === 'CAMPAIGN' ? 12 : charges.length)
  })

  test('pages through adgroups, says how many there are, and has nothing beyond the last page', async () => {
    const vendor = await start()
    const body = await call(vendor, 'realtime_cost', { ...today, level: 'ADGROUP', page: '2', page_size: '100' })
    const { total_number } = body.data.page_info
    expect(body.data.page_info.total_page).toBe(2)
    expect(body.data.list).toHaveLength(total_number - 100)
    const beyond = await call(vendor, 'realtime_cost', { ...today, level: 'ADGROUP', page: '99999' })
    expect(beyond.data.list).toEqual([])
    expect(beyond.data.page_info).toEqual({
      page: 99999,
      page_size: 10,
      total_number,
      total_page: Math.ceil(total_number / 10),
    })
  })

  test('has adgroups without a row and adgroups of cost 0', async () => {
    const vendor = await start()
    const rows = await allRows(vendor, 'realtime_cost', { ...today, level: 'ADGROUP' })
    expect(rows.length).toBeLessThan(130)
    expect(rows.filter((row) => row.cost === 0)).not.toEqual([])
    expect(vendor.charges({ from: '2026-11-20' }).filter((charge) => charge.amount === '0.00')).not.toEqual([])
  })

  test('sums to the same at every level', async () => {
    const vendor = await start()
    const total = (options: Parameters<TencentAdsSimulator['charges']>[0]) =>
      vendor.charges(options).reduce((sum, charge) => sum + BigInt(charge.amount.replace('.', '')), 0n)
    const whole = total({ level: 'ADVERTISER' })
    expect(whole).toBeGreaterThan(0n)
    expect(total({ level: 'CAMPAIGN' })).toBe(whole)
    expect(total({ level: 'ADGROUP' })).toBe(whole)
    expect(total({ stream: 'daily_cost' })).toBe(whole)
  })

  test('writes 64-bit ids digit for digit, so that a reader of doubles merges some', async () => {
    const vendor = await start()
    const query = { ...today, level: 'ADGROUP', page_size: '100' }
    const ids = [...(await text(vendor, 'realtime_cost', query)).matchAll(/"adgroup_id":(\d+)/g)].map(
      ([, id]) => id ?? '',
    )
    expect(new Set(ids).size).toBe(100)
    expect(new Set(ids.map(Number)).size).toBeLessThan(60)
    expect(ids.filter((id) => BigInt(id) > 2n ** 53n).length).toBeGreaterThan(80)
    expect(ids.every((id) => BigInt(id) < 2n ** 63n)).toBe(true)
  })

  test('writes ids as strings where asked to', async () => {
    const vendor = await start({ idsAs: 'string' })
    expect(await text(vendor, 'realtime_cost', { ...today, level: 'ADVERTISER' })).toContain('"adgroup_id":"0"')
  })

  test('grows over the China day and stands still once delivery has ended', async () => {
    let now = Date.parse('2026-11-19T16:00:00Z')
    const vendor = await start({ now: () => now, deliveryEndsAt: 20, firstDay: '2026-11-01' })
    const costs: number[] = []
    for (let hour = 0; hour < 24; hour += 1, now += 3_600_000) {
      const body = await call(vendor, 'realtime_cost', { ...today, level: 'ADVERTISER' }, now)
      costs.push(body.data.list[0]?.cost ?? Number.NaN)
    }
    expect(costs[0]).toBe(0)
    expect(costs.toSorted((a, b) => a - b)).toEqual(costs)
    expect(new Set(costs.slice(8, 21)).size).toBe(13)
    expect(new Set(costs.slice(20)).size).toBe(1)
  })

  test('never shrinks for any adgroup', async () => {
    const vendor = await start()
    const at = (hour: number) => vendor.charges({ from: '2026-11-20', asOf: NIGHT + (hour - 23) * 3_600_000 })
    for (let hour = 1; hour < 23; hour += 1) {
      const later = at(hour + 1)
      expect(at(hour).every((charge, index) => Number(charge.amount) <= Number(later[index]?.amount))).toBe(true)
    }
  })

  test('restricts the rows to a filter, given as a string or a number', async () => {
    const vendor = await start()
    const rows = await allRows(vendor, 'realtime_cost', { ...today, level: 'ADGROUP' })
    const { adgroup_id: id = '', campaign_id: campaign = '' } = rows[7] ?? {}
    const filter = (field: string, value: string) => `[{"field":"${field}","operator":"EQUALS","values":[${value}]}]`
    for (const value of [`"${id}"`, id]) {
      const query = { ...today, level: 'ADGROUP', filtering: filter('adgroup_id', value) }
      expect((await call(vendor, 'realtime_cost', query)).data.list).toEqual([rows[7]])
    }
    const query = { ...today, level: 'CAMPAIGN', filtering: filter('campaign_id', campaign) }
    expect((await call(vendor, 'realtime_cost', query)).data.list).toMatchObject([
      { campaign_id: campaign, adgroup_id: '0' },
    ])
    const two = `${filter('adgroup_id', id).slice(0, -1)},${filter('adgroup_id', '5').slice(1)}`
    expect((await call(vendor, 'realtime_cost', { ...query, level: 'ADGROUP', filtering: two })).data.list).toEqual([])
  })

  test('returns the asked fields only', async () => {
    const vendor = await start()
    const body = await call(vendor, 'realtime_cost', { ...today, level: 'ADGROUP', fields: '["cost"]' })
    expect(body.data.list.map((row) => Object.keys(row))).toEqual(Array.from({ length: 10 }, () => ['cost']))
  })
})

describe.each(['daily_cost', 'wechat_daily_cost'])('%s', (path) => {
  const week = { date_range: '{"start_date":"2026-11-14","end_date":"2026-11-20"}' }
  const agency = {
    agencyId: '700000001',
    wechatAccounts: { '200000001': ['gh_a', 'gh_b'], '200000002': ['gh_c'] },
  }

  test('gives an agency every sub-account, day by day, as charged', async () => {
    const vendor = await start(agency)
    const rows = await allRows(vendor, path, week, 5)
    const seen = rows.map((row) => `${row.account_id} ${row.date} wechat/${row.wechat_account_id} ${row.cost}`)
    const charges = vendor.charges({ from: '2026-11-14', stream: 'daily_cost' })
    expect(seen.toSorted()).toEqual(
      charges
        .map((charge) => `${charge.account} ${charge.day} ${charge.resource} ${Number(charge.amount.replace('.', ''))}`)
        .toSorted(),
    )
    expect(rows).toHaveLength(3 * 7)
  })

  test('gives one account, and within it the filtered WeChat accounts', async () => {
    const vendor = await start(agency)
    const one = await allRows(vendor, path, { ...week, account_id: '200000001' })
    expect(new Set(one.map((row) => row.account_id))).toEqual(new Set(['200000001']))
    const filtering = '[{"field":"wechat_account_id","operator":"IN","values":["gh_b","gh_c"]}]'
    const some = await allRows(vendor, path, { ...week, filtering })
    expect(new Set(some.map((row) => row.wechat_account_id))).toEqual(new Set(['gh_b', 'gh_c']))
    const none = await allRows(vendor, path, { ...week, filtering: '[]' })
    expect(none).toHaveLength(21)
  })
})
