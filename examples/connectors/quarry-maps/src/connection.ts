import { createHash, createHmac } from 'node:crypto'
import { type AuthContext, connector, type EncodedRequest, inBand, reveal } from '@outlay/core'
import * as z from 'zod'
import { type Config, config } from './config.js'

/** Days and months of Quarry Maps are Berlin's. */
export const timeZone = 'Europe/Berlin'

/** Quarry Maps: where it is, how it knows a customer, how it refuses, and what it bills in. */
export const quarryMapsApi = connector({
  id: 'quarry-maps',
  title: 'Quarry Maps',
  package: 'outlay-connector-quarry-maps',
  docs: 'https://docs.quarrymaps.example/billing',
  config,
  http: { baseUrl: (c) => c.baseUrl },
  auth: (a) => a.sign('hmac-sha256', signature),
  limits: (l) => [l.window({ max: 10, per: '1s', key: (c) => c.keyId, across: 'credential' })],
  errors: inBand({
    // A list is what was asked for; a refusal is an object.
    envelope: z.union([z.array(z.unknown()), z.object({ code: z.string(), title: z.string().nullish() })]),
    ok: (body) => Array.isArray(body),
    code: (body) => (Array.isArray(body) ? undefined : body.code),
    message: (body) => (Array.isArray(body) ? undefined : body.title),
    classes: {
      'Q-401-1': { category: 'auth', hint: 'Check keyId: the vendor does not know it.' },
      'Q-401-2': { category: 'auth', hint: 'Check secretKey: it is not the one of keyId.' },
      'Q-401-3': { category: 'auth', skew: true, hint: "Set this machine's clock." },
      'Q-403-1': { category: 'permission', hint: 'Check account, or let the key read it.' },
      'Q-404-1': { category: 'not_found', hint: 'Check account: the vendor does not know it.' },
      'Q-422-1': 'invalid_request',
      'Q-429-1': 'rate_limited',
      'Q-503-1': 'transient',
    },
  }),
  receipt: ({ headers }) => ({ requestId: headers['x-request-id'] }),
  billing: (c) => ({
    provider: 'Quarry Maps',
    service: 'Quarry Maps',
    category: 'Web',
    subcategory: 'Other (Web)',
    timeZone,
    currency: 'EUR',
    currencySource: 'documented',
    accountName: c.accountName,
  }),
})

/** The headers that sign a request, made anew on every attempt from exactly the bytes that are sent. */
function signature(
  { method, url, body }: EncodedRequest,
  { config: { keyId, secretKey }, clock }: AuthContext<Config>,
) {
  const { pathname, search } = new URL(url)
  const timestamp = String(clock.unixSeconds())
  const bodyHash = createHash('sha256')
    .update(body ?? '')
    .digest('hex')
  const signed = createHmac('sha256', reveal(secretKey))
    .update([method, `${pathname}${search}`, timestamp, bodyHash].join('\n'))
    .digest('hex')
  return { 'x-quarry-key': keyId, 'x-quarry-timestamp': timestamp, 'x-quarry-signature': signed }
}
