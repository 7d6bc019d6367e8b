import {
  type AuthContext,
  type Authenticator,
  type EncodedRequest,
  encodeJson,
  type HttpRequest,
  type JsonValue,
  type StoredToken,
} from '@outlay/core'
import { seededRandom } from '../simulator/seeded-random.js'
import { spellingsOf } from '../simulator/spellings.js'
import { declareSuite, type Scenario, type TestFunctions } from './test-functions.js'
import { demand, demandSame } from './violation.js'

/** Options of {@link authenticatorContract}. */
export interface AuthenticatorContractOptions<C> extends TestFunctions {
  readonly config: C
  /** The same connection with other secrets: what is sent must differ. */
  readonly otherConfig: C
  /** Every secret of `config`, as text. */
  readonly secrets: readonly string[]
  /** Answers a call of a token endpoint. Default: none is expected. */
  readonly call?: (request: HttpRequest) => JsonValue
}

const REQUESTS: readonly EncodedRequest[] = [
  { method: 'GET', url: 'https://api.vendor.example/v1/usage', headers: {}, body: undefined },
  {
    method: 'GET',
    url: 'https://api.vendor.example/v1/usage?day=2026-11-09&name=%E4%BD%A0%20%2B',
    headers: { 'x-own': 'kept' },
    body: undefined,
  },
  {
    method: 'POST',
    url: 'https://api.vendor.example/v1/usage',
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode('{"day":"2026-11-09","list":[1,2]}'),
  },
]

/** Declares the tests of an authenticator: it adds credentials, anew each time, to nothing but the request, and shows none. */
export function authenticatorContract<C>(
  authenticator: Authenticator<C>,
  options: AuthenticatorContractOptions<C>,
): void {
  const each = (rule: string, title: string, run: (request: EncodedRequest) => Promise<void>): readonly Scenario[] =>
    fitting(authenticator).map((request, index) => ({
      rule,
      title: `${title} (request ${index + 1})`,
      run: () => run(request),
    }))
  const apply = applier(authenticator, options)
  declareSuite(options, `the authenticator ${authenticator.kind}`, async () => [
    ...each('added', 'credentials are added', async (request) => {
      demand(
        textOf(await apply(request)) !== textOf(request),
        'a request leaves without credentials: the vendor refuses it',
      )
    }),
    ...each('input-kept', 'the request that comes in is left as it is', async (request) => {
      const before = textOf(request)
      await apply(deepFrozen(request))
      demandSame(textOf(request), before, 'a request is changed in place: the next attempt carries two signatures')
    }),
    ...each('origin-kept', 'the request stays on its origin and path', async (request) => {
      const [sent, asked] = [new URL((await apply(request)).url), new URL(request.url)]
      demandSame(
        [sent.origin, sent.pathname],
        [asked.origin, asked.pathname],
        'credentials are sent to another address',
      )
      demandSame(sent.hash, '', 'credentials stand behind #, which is never sent')
    }),
    ...each('members-kept', 'what the connector asks for is still asked for', async (request) => {
      const sent = new URL((await apply(request)).url)
      for (const [name, value] of new URL(request.url).searchParams)
        demandSame(sent.searchParams.get(name), value, `the parameter ${name} is lost or changed`)
    }),
    ...each('headers', 'header names are in lower case, and values on one line', async (request) => {
      for (const [name, value] of Object.entries((await apply(request)).headers)) {
        demandSame(
          name,
          name.toLowerCase(),
          'a header in capitals stands twice when another part of the pipeline sets it',
        )
        demand(!/[\r\n]/.test(value), 'a header value has a line break: the request is refused or split')
      }
    }),
    ...each('by-config', 'other secrets give other credentials', async (request) => {
      const [own, other] = [await apply(request), await apply(request, { config: options.otherConfig })]
      demand(
        textOf(own) !== textOf(other),
        'credentials do not depend on the config: one customer reads the account of another',
      )
    }),
    ...each('reproducible', 'the same clock and chance give the same request', async (request) => {
      demandSame(
        textOf(await apply(request)),
        textOf(await apply(request)),
        'the clock or chance is reached for outside of the context: runs cannot be repeated',
      )
    }),
    {
      rule: 'described',
      title: 'its description shows no secret',
      run: async () => showsNone(authenticator.describe(options.config), options.secrets),
    },
    {
      rule: 'kind',
      title: 'it has a kind of its own',
      run: async () => demand(authenticator.kind !== '', 'an authenticator without a kind cannot be named'),
    },
  ])
}

/** Where only a JSON body takes credentials, requests without one are none of its business. */
function fitting<C>({ kind }: Authenticator<C>): readonly EncodedRequest[] {
  return kind === 'body' ? REQUESTS.filter(({ body }) => body !== undefined) : REQUESTS
}

function applier<C>(authenticator: Authenticator<C>, { config, call }: AuthenticatorContractOptions<C>) {
  return async (request: EncodedRequest, other: { readonly config?: C } = {}): Promise<EncodedRequest> => {
    const kept = new Map<string, StoredToken>()
    const context: AuthContext<C> = {
      config: other.config ?? config,
      clock: { now: () => NOW, unixSeconds: () => Math.floor(NOW / 1000) },
      random: seededRandom(7),
      signal: new AbortController().signal,
      tokens: {
        load: async (key) => kept.get(key),
        save: async (key, token) => void kept.set(key, token),
        delete: async (key) => void kept.delete(key),
        expire: () => {},
        single: (_key, mint) => mint(),
      },
      call: async (asked) => {
        demand(call !== undefined, 'the authenticator calls a token endpoint: give `call`')
        return call(asked)
      },
    }
    await authenticator.prepare?.(context)
    return authenticator.apply(request, context)
  }
}

const NOW = Date.parse('2026-11-10T12:00:00Z')

function textOf({ method, url, headers, body }: EncodedRequest): string {
  return encodeJson([method, url, headers, body === undefined ? null : new TextDecoder().decode(body)])
}

function deepFrozen(request: EncodedRequest): EncodedRequest {
  return Object.freeze({ ...request, headers: Object.freeze({ ...request.headers }) })
}

function showsNone(text: string, secrets: readonly string[]): void {
  const shown = secrets.flatMap(spellingsOf).some((spelt) => text.includes(spelt))
  demand(!shown, 'a description shows a secret: it is printed by `outlay check`')
}
