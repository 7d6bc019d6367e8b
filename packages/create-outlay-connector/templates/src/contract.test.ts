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
//? end
  })
}
