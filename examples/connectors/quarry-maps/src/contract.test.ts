import { readFileSync } from 'node:fs'
import type { ErrorCategory } from '@outlay/core'
import { connectorContract } from '@outlay/testkit'
import { describe, it } from 'vitest'
import { quarryMaps } from './index.js'

const refusal = (code: string, category: ErrorCategory, headers = {}) => ({
  status: Number(code.slice(2, 5)),
  category,
  headers,
  body: JSON.stringify({ title: 'as documented', code }),
})

connectorContract(quarryMaps, {
  describe,
  it,
  config: { keyId: 'qk_live_81f0', secretKey: 'canary-secret-key', account: 'acc_7' },
  samples: { lines: readFileSync(new URL('../samples/lines.json', import.meta.url), 'utf8') },
  errorSamples: {
    'an unknown key': refusal('Q-401-1', 'auth'),
    'a wrong signature': refusal('Q-401-2', 'auth'),
    'a wrong clock': refusal('Q-401-3', 'auth'),
    'no right to the account': refusal('Q-403-1', 'permission'),
    'no such account': refusal('Q-404-1', 'not_found'),
    'a month out of reach': refusal('Q-422-1', 'invalid_request'),
    'too many requests': refusal('Q-429-1', 'rate_limited', { 'retry-after': 'Tue, 10 Nov 2026 12:00:30 GMT' }),
    maintenance: refusal('Q-503-1', 'transient'),
  },
})
