import { connectorContract } from '@outlay/testkit'
import { describe, it } from 'vitest'
import { zhihuiya } from './index.js'

const samples = {
  'statement/v2': `{
  "data": {
    "usage": [
      {
        "fee_times": 80,
        "used_money": 123.45,
        "usage_times": 100,
        "request_path": "/basic-patent-data/fulltext-image",
        "serial_number": "P042",
        "request_path_name": "[P042]全文附图"
      }
    ],
    "combo_usage": [
      {
        "url": "/ai/quick-search-report/query",
        "url_name": "[AI34-3]预研报告查询(Beta)",
        "used_num": 21,
        "usage_num": 21
      }
    ],
    "usage_money": 100,
    "combo_use_num": 100,
    "combo_usage_num": 100
  },
  "status": true,
  "error_code": 0
}`,
}

const refusal = (code: number): string => `{"status":false,"error_code":${code},"error_msg":"refused"}`

const errorSamples = {
  'too fast': { body: refusal(67200002), category: 'rate_limited' },
  'unknown key': { body: refusal(67200202), category: 'auth' },
  'no permission': { body: refusal(67200004), category: 'permission' },
  'quota used up': { body: refusal(67200005), category: 'quota_exhausted' },
  'wrong parameter': { body: refusal(68300004), category: 'invalid_request' },
  'try again': { body: refusal(68300008), category: 'transient' },
  'a code of tomorrow': { body: refusal(99999999), category: 'vendor_bug' },
} as const

describe('with a bearer key', () => {
  connectorContract(zhihuiya, {
    describe,
    it,
    config: { apikey: 'sk-canary-0123456789', clientSecret: 'canary-secret-0123456789' },
    samples,
    errorSamples,
  })
})

describe('with an OAuth token', () => {
  connectorContract(zhihuiya, {
    describe,
    it,
    config: { apikey: 'canary-client-0123456789', clientSecret: 'canary-secret-0123456789' },
    samples,
    tokenSample:
      '{"token":"tok-1","token_type":"BearerToken","expires_in":1799,"status":"approved","issued_at":"1736899200000"}',
    errorSamples: {
      'token of another key': {
        status: 401,
        body: '{"error_code":67200009,"http_status":401,"message":"apikey and token do not match"}',
        category: 'auth',
      },
    },
  })
})
