import { connectorContract } from '@outlay/testkit'
import { describe, it } from 'vitest'
import { anticaptcha } from './index.js'
import { SAMPLE } from './testing/samples.js'

const refusal = (errorId: number, errorCode: string): string =>
  `{"errorId":${errorId},"errorCode":"${errorCode}","errorDescription":"as the errors page has it"}`

connectorContract(anticaptcha, {
  describe,
  it,
  config: { clientKey: 'canary-key-of-32-characters-0123' },
  samples: {
    getSpendingStats: SAMPLE,
    getBalance: '{"errorId":0,"balance":12.3456,"captchaCredits":500}',
  },
  errorSamples: {
    'unknown key': {
      body: '{"errorId":1,"errorCode":"ERROR_KEY_DOES_NOT_EXIST","errorDescription":"Account authorization key not found in the system"}',
      category: 'auth',
    },
    'address not allowed': { body: refusal(11, 'ERROR_IP_NOT_ALLOWED'), category: 'permission' },
    'address blocked': { body: refusal(21, 'ERROR_IP_BLOCKED'), category: 'permission' },
    'account suspended': { body: refusal(55, 'ERROR_ACCOUNT_SUSPENDED'), category: 'permission' },
    'no money left': { body: refusal(10, 'ERROR_ZERO_BALANCE'), category: 'quota_exhausted' },
    'no such method': { body: refusal(23, 'ERROR_NO_SUCH_METHOD'), category: 'not_found' },
    'a code of tomorrow': { body: refusal(99, 'ERROR_OF_TOMORROW'), category: 'vendor_bug' },
  },
  knownGaps: {
    'drift: a record of getSpendingStats without dateFrom': 'an hour without readable bounds fails its day',
  },
})
