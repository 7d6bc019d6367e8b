import { connectorContract } from '@outlay/testkit'
import { describe, it } from 'vitest'
import { DAILY_SAMPLE, REALTIME_SAMPLE } from '../test/samples.js'
import { tencentAds } from './index.js'

const refusal = (code: number): string => `{"code":${code},"message":"refused","message_cn":"拒绝"}`

connectorContract(tencentAds, {
  describe,
  it,
  config: { accessToken: 'canary-token-0123456789', accountIds: ['25610', '25611'], level: 'ADGROUP' },
  samples: {
    'realtime_cost/get': REALTIME_SAMPLE,
    check: REALTIME_SAMPLE,
    // With the members of its table of fields that its example leaves out.
    'wechat_daily_cost/get': DAILY_SAMPLE.replace(
      '"account_id": "<ACCOUNT_ID>"',
      '"account_id": "<ACCOUNT_ID>", "wechat_account_id": "<WECHAT_ACCOUNT_ID>", "date": "2017-04-25", "cost": 1300',
    ),
  },
  errorSamples: {
    'expired token': { body: refusal(11000), category: 'auth' },
    'wrong clock': { body: refusal(12101), category: 'auth' },
    'no access to the account': { body: refusal(12201), category: 'permission' },
    'no scope': { body: refusal(11014), category: 'permission' },
    'too fast': { body: refusal(11017), category: 'rate_limited' },
    'quota of the day': { body: refusal(11018), category: 'quota_exhausted' },
    'nonce seen before': { body: refusal(12100), category: 'transient' },
    'date out of reach': { body: refusal(31002), category: 'invalid_request' },
    'a code of tomorrow': { body: refusal(99999999), category: 'vendor_bug' },
  },
})
