import { connectorContract } from '@outlay/testkit'
import { describe, it } from 'vitest'
import { essbasic } from './index.js'
import { SAMPLE } from './testing/samples.js'

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
  samples: { ChannelDescribeBillUsageDetail: SAMPLE },
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
