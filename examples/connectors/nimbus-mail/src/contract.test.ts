import { readFileSync } from 'node:fs'
import type { ErrorCategory } from '@outlay/core'
import { connectorContract } from '@outlay/testkit'
import { describe, it } from 'vitest'
import { nimbusMail } from './index.js'

const sample = (name: string) => readFileSync(new URL(`../samples/${name}.json`, import.meta.url), 'utf8')

const refusal = (status: number, code: string, category: ErrorCategory) => ({
  status,
  category,
  body: JSON.stringify({ error: { code, message: 'as documented' }, request_id: 'req_81ab' }),
})

connectorContract(nimbusMail, {
  describe,
  it,
  config: { clientId: 'some-client', clientSecret: 'canary-client-secret' },
  samples: { usage: sample('usage') },
  tokenSample: sample('token'),
  errorSamples: {
    'an interval that is too long': refusal(400, 'interval_too_long', 'invalid_request'),
    'a bad parameter': refusal(400, 'bad_parameter', 'invalid_request'),
    'a cursor that has expired': refusal(400, 'cursor_expired', 'transient'),
    'an unknown client': refusal(401, 'client_unknown', 'auth'),
    'a token that has expired': refusal(401, 'token_expired', 'auth'),
    'no scope': refusal(403, 'scope_missing', 'permission'),
    'too fast': refusal(429, 'slow_down', 'rate_limited'),
    'a fault of theirs': refusal(503, 'internal', 'transient'),
  },
})
