import { ExactNumber, encodeJson } from '@outlay/core'
import { read } from '@outlay/core/runtime'
import nock from 'nock'
import { expect, it } from 'vitest'
import { collect, host, sync } from '../test/host.js'
import { FIELDS, SUCCESS } from '../test/samples.js'
import { zhihuiya } from './index.js'

const HOST = 'https://connect.zhihuiya.com'
const STATEMENT = '/open-user/statement/v2'
const config = { apikey: `sk-${'a1'.repeat(24)}`, clientSecret: 'abc123456', locale: 'us' } as const
const days = { from: '2025-01-15', to: '2025-01-16' }

function answer(body: string) {
  return nock(HOST, { reqheaders: { authorization: `Bearer ${config.apikey}`, 'content-type': 'application/json' } })
    .post(STATEMENT, {
      apikey: config.apikey,
      client_secret: 'abc123456',
      time_start: '20250115',
      time_end: '20250115',
    })
    .reply(200, body, { 'content-type': 'application/json' })
}

const usage = {
  kind: 'usage',
  date: '2025-01-15',
  serial_number: 'P042',
  request_path: '/basic-patent-data/fulltext-image',
  url: null,
  url_name: null,
  used_num: null,
  usage_num: null,
}
const combo = {
  kind: 'combo_usage',
  date: '2025-01-15',
  serial_number: null,
  request_path: null,
  request_path_name: null,
  usage_times: null,
  fee_times: null,
  used_money: null,
}

it("gives the lines of the vendor's example", async () => {
  answer(SUCCESS)

  expect(await collect(read(zhihuiya, 'statement_lines', { config, ...days }))).toEqual([
    {
      ...usage,
      name: '[P042]全文附图',
      request_path_name: '[P042]全文附图',
      usage_times: 100,
      fee_times: 80,
      used_money: { amount: '123.45', currency: 'CNY' },
    },
    {
      ...combo,
      name: '[AI34-3]预研报告查询(Beta)',
      url: '/ai/quick-search-report/query',
      url_name: '[AI34-3]预研报告查询(Beta)',
      used_num: 21,
      usage_num: 21,
    },
  ])
})

it("gives the totals of the vendor's example, one row a day", async () => {
  answer(SUCCESS)

  expect(await collect(read(zhihuiya, 'statement_totals', { config, ...days }))).toEqual([
    {
      date: '2025-01-15',
      usage_money: { amount: '100', currency: 'CNY' },
      combo_use_num: 100,
      combo_usage_num: 100,
    },
  ])
})

it('reads both streams from one call, and keeps the raw records as they came', async () => {
  answer(SUCCESS.replace('"fee_times": 80,', '"fee_times": 80, "_new": 1.50,'))
  const { runtime } = host('2025-02-01T12:00:00+08:00')
  const { rows } = await sync(runtime, config, days)

  expect(rows.map(({ stream }) => stream.name)).toEqual(['statement_lines', 'statement_lines', 'statement_totals'])
  expect(rows[0]?.raw).toEqual({
    fee_times: 80,
    _new: new ExactNumber('1.50'),
    used_money: new ExactNumber('123.45'),
    usage_times: 100,
    request_path: '/basic-patent-data/fulltext-image',
    serial_number: 'P042',
    request_path_name: '[P042]全文附图',
  })
  expect(encodeJson(rows[2]?.raw)).toBe('{"usage_money":100,"combo_use_num":100,"combo_usage_num":100}')
})

it('reads the lists of the table of fields: two languages, usage_num and totals left out', async () => {
  answer(FIELDS)

  expect(await collect(read(zhihuiya, 'statement_lines', { config, ...days }))).toEqual([
    {
      ...usage,
      name: '[P042]Fulltext Image',
      request_path_name: '<cn>[P042]全文附图</cn><us>[P042]Fulltext Image</us>',
      usage_times: 1,
      fee_times: 1,
      used_money: { amount: '0', currency: 'CNY' },
    },
    {
      ...combo,
      name: '[AI34-3]Quick-search report Query(Beta)',
      url: '/ai/quick-search-report/query',
      url_name: '<cn>[AI34-3]预研报告查询(Beta)</cn><us>[AI34-3]Quick-search report Query(Beta)</us>',
      used_num: 21,
      usage_num: null,
    },
    {
      ...combo,
      name: '[M001-2]Formulation agent query',
      url: '/ai/formulation-agent-query',
      url_name: '<cn>[M001-2]配方助手-报告查询</cn><us>[M001-2]Formulation agent query</us>',
      used_num: 7,
      usage_num: null,
    },
  ])
})

it('names interfaces in Chinese unless told otherwise', async () => {
  answer(FIELDS)

  const rows = await collect(read(zhihuiya, 'statement_lines', { config: { ...config, locale: undefined }, ...days }))

  expect(rows.map((row) => row.name)).toEqual([
    '[P042]全文附图',
    '[AI34-3]预研报告查询(Beta)',
    '[M001-2]配方助手-报告查询',
  ])
})

it("reports that the totals of the vendor's example are not the sums of its lines, and does not fail", async () => {
  answer(SUCCESS)
  const { runtime, events } = host('2025-02-01T12:00:00+08:00')
  const { report } = await sync(runtime, config, days)

  expect(report.windows).toMatchObject({ failed: 0 })
  expect(events.flatMap((event) => (event.type === 'difference' ? [event.detail] : []))).toEqual([
    'usage_money states 100, the rows add up to 123.45',
    'combo_use_num states 100, the rows add up to 21',
    'combo_usage_num states 100, the rows add up to 21',
  ])
})

it('refuses what the table of fields shows as status and error code: false and 0', async () => {
  answer('{"status":false,"error_msg":"The request parameter format is incorrect!","error_code":0}')

  await expect(collect(read(zhihuiya, 'statement_lines', { config, ...days }))).rejects.toMatchObject({
    code: 'VENDOR_VENDOR_BUG',
    vendor: { code: '0', message: 'The request parameter format is incorrect!' },
  })
})
