import { describe, it } from 'vitest'
import { connectorContract } from './index.js'
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
connectorContract(acme(), { describe, it, config: { apiKey: 'canary-123' }, samples: { balance: '{"code":0,"balance":1.5}', usage: '{"code":0,"items":[{"sku":"a","cost":1.25}]}' } })
connectorContract(anticaptcha, { describe, it, config: { clientKey: 'canary-12345' }, samples: { getSpendingStats: AC }, errorSamples: { 'wrong key': { category: 'auth', body: '{"errorId": 1,"errorCode": "ERROR_KEY_DOES_NOT_EXIST","errorDescription": "Account authorization key not found in the system"}' } } })
connectorContract(essbasic, { describe, it, config: { secretId: 'AKIDexample-canary', secretKey: 'canary-secret-key', appId: 'app', pageSize: 2 }, samples: { ChannelDescribeBillUsageDetail: ESS }, errorSamples: { limit: '{"Response":{"Error":{"Code":"InvalidParameter.Limit","Message":"x"},"RequestId":"s"}}', rate: '{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"x"},"RequestId":"s"}}', skew: '{"Response":{"Error":{"Code":"AuthFailure.SignatureExpire","Message":"x"},"RequestId":"s"}}' } })
connectorContract(tencentAds, { describe, it, config: { accessToken: 'canary-token-123', accountIds: ['25610', '25611'] }, samples: { 'realtime_cost/get': TA, 'wechat_daily_cost/get': TD, 'daily_cost/get': TD, check: TA }, errorSamples: { expired: '{"code":11000,"message":"expired","message_cn":"x"}', limited: '{"code":11017,"message":"limited","message_cn":"x"}' } })
connectorContract(zhihuiya, { describe, it, config: { apikey: 'sk-canary-123', clientSecret: 'canary-dfsdfsdf' }, samples: { 'statement/v2': ZH } })
connectorContract(zhihuiya, { describe, it, config: { apikey: 'canary-12345', clientSecret: 'canary-dfsdfsdf' }, samples: { 'statement/v2': ZH }, tokenSample: '{"data":{"token":"abc","expires_in":1799,"status":"approved"},"status":true,"error_code":0}', errorSamples: { stale: '{"status":false,"error_code":67200009,"error_msg":"bad"}' } })
