import { connector, count, id, money, secret } from '@outlay/core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { connectorContract } from '../connector-contract.js'

const spec = connector({
  id: 'vault',
  title: 'Vault',
  docs: 'https://vault.example/docs',
  config: z.strictObject({ clientSecret: secret(), baseUrl: z.url().default('https://api.vault.example') }),
  http: { baseUrl: (c) => c.baseUrl },
  auth: (a) =>
    a.oauth2ClientCredentials({
      tokenRequest: (c) => ({ path: '/token', form: { client_secret: c.clientSecret } }),
      readToken: (reply) => {
        const { access_token, expires_in } = z.object({ access_token: z.string(), expires_in: count() }).parse(reply)
        return { accessToken: access_token, expiresInSeconds: expires_in }
      },
    }),
  billing: () => ({
    provider: 'Vault',
    service: 'Vault',
    category: 'Storage',
    subcategory: 'Other (Storage)',
    timeZone: 'UTC',
    currency: 'USD',
    currencySource: 'documented',
  }),
})

const getBalances = spec.endpoint(
  { name: 'balances', every: '1h', response: z.object({ accounts: z.array(z.unknown()) }) },
  () => ({ path: '/balances' }),
)
const balances = getBalances.stream(
  {
    name: 'balances',
    records: (body) => body.accounts,
    stamp: (_raw, { window }) => ({ observedAt: window.start }),
    record: z.object({ observedAt: z.iso.datetime(), id: id(), balance: money('USD') }),
  },
  { primaryKey: ['id'] },
)
const vault = spec.plugin({ streams: [balances], check: getBalances })

describe('a connector whose run is one call with a token', () => {
  it('is not held to what happens in the middle of a run', async () => {
    const titles: string[] = []
    let declared: unknown
    connectorContract(vault, {
      describe: (_title, declare) => {
        declared = declare()
      },
      it: (title) => titles.push(title),
      config: { clientSecret: 'canary-0123456789' },
      samples: { balances: '{"accounts":[{"id":"a","balance":1.25},{"id":"b","balance":0.5}]}' },
      tokenSample: '{"access_token":"abc","expires_in":600}',
    })
    await declared
    expect(titles.filter((title) => /^(token|set-up)/.test(title))).toEqual([
      'token-shared: one token serves a whole run',
    ])
  })
})
