import { connectorContract } from '@outlay/testkit'
import { describe, it } from 'vitest'
import { {{plugin}} } from './index.js'
import { demandFilledIn, isFilledIn, textOf } from './testing/filled-in.js'

const SAMPLE = 'samples/{{file}}.json'
const FILES = [SAMPLE, 'src/connection.ts', 'src/{{file}}.ts']

describe('filled in', () => {
  it.each(FILES)('%s', demandFilledIn)
})

// The vendor is simulated from its documented reply, in every bad mood that it may have; nothing leaves this machine.
if (FILES.every(isFilledIn)) {
  connectorContract({{plugin}}, {
    describe,
    it,
//? auth: none
    config: {},
//? auth: header bearer query body
    config: { apiKey: 'canary-api-key' },
//? auth: basic
    config: { user: 'someone', password: 'canary-password' },
//? auth: client-credentials
    config: { clientId: 'some-client', clientSecret: 'canary-client-secret' },
//? auth: refresh-token
    config: {
      clientId: 'some-client',
      clientSecret: 'canary-client-secret',
      redirectUri: 'https://localhost/authorised',
      refreshToken: 'canary-refresh-token',
    },
//? auth: sign
    config: { keyId: 'some-key', secretKey: 'canary-secret-key' },
//? end
    samples: { {{stream}}: textOf(SAMPLE) },
//? auth: client-credentials refresh-token
    tokenSample: textOf('samples/token.json'),
//? errors: status
    // Where the status alone tells refusals apart, the body may be anything.
    errorSamples: {
//? errors: in-band
    // As the vendor's page shows them.
    errorSamples: {
//? errors: status and auth: header bearer basic query body sign
      'a wrong key': { status: 401, body: '{"error":"unauthorized"}', category: 'auth' },
//? errors: status and auth: client-credentials refresh-token
      'a token that ended': { status: 401, body: '{"error":"invalid_token"}', category: 'auth' },
//? errors: status and auth: not refresh-token
      'no right to read': { status: 403, body: '{"error":"forbidden"}', category: 'permission' },
//? errors: status
      'too many requests': { status: 429, body: '{"error":"too many requests"}', category: 'rate_limited' },
//? errors: in-band and auth: not none
      'a wrong key': { body: '{"code":4010,"message":"unknown key"}', category: 'auth' },
//? errors: in-band and auth: client-credentials refresh-token
      'a token that ended': { body: '{"code":4011,"message":"token expired"}', category: 'auth' },
//? errors: in-band and auth: not refresh-token
      'no right to read': { body: '{"code":4030,"message":"forbidden"}', category: 'permission' },
//? errors: in-band
      'too many requests': { body: '{"code":4290,"message":"slow down"}', category: 'rate_limited' },
      'a fault of theirs': { body: '{"code":5000,"message":"try later"}', category: 'transient' },
//? end
    },
  })
}
