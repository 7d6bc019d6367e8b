import { it } from 'vitest'
import { learnVendor } from './simulator/simulation.js'
import { placeText } from './simulator/json-place.js'
import { acme } from '../../core/src/testing/acme.js'
import { anticaptcha } from '../../connector-anticaptcha/src/index.js'
import { essbasic } from '../../connector-essbasic/src/index.js'
import { tencentAds } from '../../connector-tencent-ads/src/index.js'
import { zhihuiya } from '../../connector-zhihuiya/src/index.js'

const AC = `{"errorId":0,"data":[{"dateFrom":1550533500,"dateTill":1550537099,"volume":1899,"money":7.495948},{"dateFrom":1550537100,"dateTill":1550540699,"volume":2217,"money":7.861741},{"dateFrom":1550612700,"dateTill":1550616299,"volume":2156,"money":7.827058}]}`
const ESS = `{"Response": {"Details": [{"CostTime": 1695037514,"CostType": 1,"CreateOrganizationName": "典子谦示例企业","FlowId": "yDwFdUUckps******uzcbXwoXbRF6ja3","FlowName": "典子谦示例合同","OperatorName": "张三;典子谦","QuotaName": "企业版运营礼包","QuotaType": "CloudEnterprise","Remark": "","FlowStatus": "ALL","UseCount": 1}],"RequestId": "s16992572741898xxxx","Total": 1}}`
const TA = `{"code": 0,"message": "","message_cn": "","data": {"list": [{"campaign_id": "<CAMPAIGN_ID>","adgroup_id": "<ADGROUP_ID>","cost": 1300}],"page_info": {"page": 1,"page_size": 10,"total_number": 1,"total_page": 1}}}`
const TD = `{"code": 0,"message": "","message_cn": "","data": {"list": [{"account_id": "<ACCOUNT_ID>"}],"page_info": {"page": 1,"page_size": 10,"total_number": 1,"total_page": 1}}}`
const ZH = `{"data": {"usage": [{"fee_times": 80,"used_money": 123.45,"usage_times": 100,"request_path": "/basic-patent-data/fulltext-image","serial_number": "P042","request_path_name": "[P042]全文附图"}],"combo_usage": [{"url": "/ai/quick-search-report/query","url_name": "[AI34-3]预研报告查询(Beta)","used_num": 21,"usage_num": 21}],"usage_money": 100,"combo_use_num": 100,"combo_usage_num": 100},"status": true,"error_code": 0}`
const cases = [
  [acme(), { config: { apiKey: 'canary-123' }, samples: { balance: '{"code":0,"balance":1.5}', usage: '{"code":0,"items":[{"sku":"a","cost":1.25}]}' } }],
  [anticaptcha, { config: { clientKey: 'canary-123' }, samples: { getSpendingStats: AC } }],
  [essbasic, { config: { secretId: 'AKIDx', secretKey: 'sdfsdf', appId: 'app', pageSize: 2 }, samples: { ChannelDescribeBillUsageDetail: ESS } }],
  [tencentAds, { config: { accessToken: 'canary-123', accountIds: ['25610', '25611'] }, samples: { 'realtime_cost/get': TA, 'wechat_daily_cost/get': TD, 'daily_cost/get': TD, check: TA } }],
  [zhihuiya, { config: { apikey: 'sk-canary-123', clientSecret: 'dfsdfsdf' }, samples: { 'statement/v2': ZH } }],
] as const
it.each(cases.map((c) => [c[0].id, ...c] as const))('%s', async (_id, plugin, options) => {
  const t0 = performance.now()
  const sim = await learnVendor(plugin as never, options as never)
  console.log(plugin.id, 'learned in', performance.now() - t0)
  for (const { endpoint, learned, partitions, windows } of sim.served) {
    console.log(endpoint.name, partitions.length, windows.map((w) => w.start), 'cap', learned.capacity, JSON.stringify({ ...learned.paging }))
    for (const l of learned.lists) console.log('  list', placeText(l.place), l.streams, l.makers.map((m) => ({ unique: m.unique && placeText(m.unique.place), times: m.times.map((t) => placeText(t.place)), numbers: m.numbers.map((n) => placeText(n.place) + ':' + n.shown.map((s) => s.field + '/' + s.type + '/' + s.shift).join(',')) })))
  }
  const vendor = sim.vendor({ now: () => Date.parse('2026-11-10T12:00:00Z'), advance() {} })
  for (const w of await vendor.walks()) console.log('  walk', w.place.endpoint, w.place.partition, w.place.window, 'pages', w.pages.length, 'records', w.records.length, w.problem ?? '')
  console.log('total', performance.now() - t0)
})
