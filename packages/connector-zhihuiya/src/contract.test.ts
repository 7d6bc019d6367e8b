import { connectorContract } from '@outlay/testkit'
import { describe, it } from 'vitest'
import { flatToken, SUCCESS } from '../test/samples.js'
import { zhihuiya } from './index.js'

const samples = { 'statement/v2': SUCCESS }

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
    tokenSample: flatToken('tok-1'),
    errorSamples: {
      'token of another key': {
        status: 401,
        body: '{"error_code":67200009,"http_status":401,"message":"apikey and token do not match"}',
        category: 'auth',
      },
    },
  })
})
