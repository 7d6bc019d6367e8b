import { connectorContract } from '@outlay/testkit'
import { describe, it } from 'vitest'
import { essbasic } from './index.js'

const refusal = (code: string): string =>
  `{"Response":{"Error":{"Code":"${code}","Message":"分页参数不合法"},"RequestId":"s169935778xxxxxxx"}}`

connectorContract(essbasic, {
  describe,
  it,
  config: {
    secretId: 'AKID-canary-0123456789',
    secretKey: 'canary-secret-key-0123456789',
    appId: 'yDwFdUUckpsw',
    organizationOpenIds: ['org-a', 'org-b'],
    unitPrices: { CloudEnterprise: '3.99' },
    pageSize: 2,
  },
  samples: {
    ChannelDescribeBillUsageDetail: `{
"Response": {
"Details": [
{
"CostTime": 1695037514,
"CostType": 1,
"CreateOrganizationName": "典子谦示例企业",
"FlowId": "yDwFdUUckps******uzcbXwoXbRF6ja3",
"FlowName": "典子谦示例合同",
"OperatorName": "张三;典子谦",
"QuotaName": "企业版运营礼包",
"QuotaType": "CloudEnterprise",
"Remark": "",
"FlowStatus": "ALL",
"UseCount": 1
}
],
"RequestId": "s16992572741898xxxx",
"Total": 1
}
}`,
  },
  errorSamples: {
    'page too large': { body: refusal('InvalidParameter.Limit'), category: 'invalid_request' },
    'wrong signature': { body: refusal('AuthFailure.SignatureFailure'), category: 'auth' },
    'unknown key': { body: refusal('AuthFailure.SecretIdNotFound'), category: 'auth' },
    'wrong clock': { body: refusal('AuthFailure.SignatureExpire'), category: 'auth' },
    'no permission': { body: refusal('UnauthorizedOperation'), category: 'permission' },
    'too fast': { body: refusal('RequestLimitExceeded'), category: 'rate_limited' },
    'unknown organisation': { body: refusal('ResourceNotFound.Organization'), category: 'not_found' },
    'inner error': { body: refusal('InternalError'), category: 'transient' },
    'failed operation': { body: refusal('FailedOperation'), category: 'transient' },
    'a code of tomorrow': { body: refusal('Tomorrow.Unknown'), category: 'vendor_bug' },
  },
})
