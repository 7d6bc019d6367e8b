import { encodeJson, type StateStore, type WindowState } from '@outlay/core'
import { declareSuite, type Scenario, type TestFunctions } from './test-functions.js'
import { demandSame } from './violation.js'

/** Options of {@link stateStoreContract}. */
export interface StateStoreContractOptions extends TestFunctions {
  /** How it is called in the titles. Default `state store`. */
  readonly title?: string
  /** The same store as another process finds it. Absent: it does not outlive its process. */
  readonly reopen?: (store: StateStore) => StateStore | Promise<StateStore>
}

/** Declares the tests of a state store. `make` gives a new and empty one each time. */
export function stateStoreContract(
  make: () => StateStore | Promise<StateStore>,
  options: StateStoreContractOptions,
): void {
  const scenario = (rule: string, title: string, run: (store: StateStore) => Promise<void>): Scenario => ({
    rule,
    title,
    run: async () => run(await make()),
  })
  const { reopen } = options
  declareSuite(options, options.title ?? 'state store', async () => [
    scenario('empty', 'a connection that never synced has no state', async (store) =>
      demandSame(await store.load('nobody'), [], 'state appears from nowhere: windows are skipped'),
    ),
    scenario('kept', 'what is saved is loaded, member by member', async (store) => {
      const states = [
        stateOf('main', 1),
        {
          ...stateOf('main', 2),
          readAt: null,
          error: 'NETWORK_RESET',
          difference: 'off by one',
          final: false,
          status: 'failed' as const,
        },
      ]
      await store.save(states)
      demandStates(
        await store.load('main'),
        states,
        'state is lost or changed: windows are read again for nothing, or never',
      )
    }),
    scenario('replaced', 'the same window is replaced, others stay', async (store) => {
      await store.save([stateOf('main', 1), stateOf('main', 2)])
      const newer = { ...stateOf('main', 1), generation: 9, rows: 77 }
      await store.save([newer])
      demandStates(
        await store.load('main'),
        [newer, stateOf('main', 2)],
        'state of a window stands twice, or takes that of another with it',
      )
    }),
    scenario('apart', 'endpoints and partitions are kept apart', async (store) => {
      const states = [
        stateOf('main', 1),
        { ...stateOf('main', 1), endpoint: 'other' },
        { ...stateOf('main', 1), partition: '{"account":"2"}' },
      ]
      await store.save(states)
      demandStates(
        await store.load('main'),
        states,
        'windows of two accounts or endpoints share state: one of them is never read',
      )
    }),
    scenario('connections', 'connections are kept apart', async (store) => {
      await store.save([stateOf('main', 1), stateOf('main2', 1), stateOf('ma', 1)])
      demandStates(await store.load('main'), [stateOf('main', 1)], 'a connection is given the state of another')
    }),
    scenario('odd-text', 'quotes, line breaks, backslashes and any script are kept', async (store) => {
      const odd = {
        ...stateOf(`o'"\\ \n\u2028 账户 🧾 %s; DROP TABLE state`, 1),
        partition: '{"a":"x\'\\n账"}',
        error: '"\\u0000',
      }
      await store.save([odd])
      demandStates(await store.load(odd.connection), [odd], 'state is lost for names that are no plain words')
    }),
    scenario('nothing', 'saving nothing is no error', async (store) => {
      await store.save([])
      demandSame(await store.load('main'), [], 'saving nothing makes state')
    }),
    scenario('many', 'thousands of windows are kept', async (store) => {
      const states = Array.from({ length: 3_000 }, (_, index) => stateOf('main', index))
      await store.save(states)
      demandSame((await store.load('main')).length, states.length, 'state of some windows is lost')
    }),
    scenario('at-once', 'two that save at once lose nothing', async (store) => {
      const states = Array.from({ length: 20 }, (_, index) => stateOf('main', index))
      await Promise.all(states.map((state) => store.save([state])))
      demandStates(await store.load('main'), states, 'of two connections that save at once, one loses its state')
    }),
    scenario('own-copy', 'what was loaded does not change when more is saved', async (store) => {
      await store.save([stateOf('main', 1)])
      const before = await store.load('main')
      await store.save([{ ...stateOf('main', 1), rows: 99 }, stateOf('main', 2)])
      demandStates(before, [stateOf('main', 1)], 'state changes under whoever reads it')
    }),
    ...(reopen === undefined
      ? []
      : [
          scenario('outlives', 'another process finds the state', async (store) => {
            await store.save([stateOf('main', 1), stateOf('main', 2)])
            demandStates(
              await (await reopen(store)).load('main'),
              [stateOf('main', 1), stateOf('main', 2)],
              'state does not outlive its process: everything is read again',
            )
          }),
        ]),
  ])
}

/** The state of the nth day of a connection. */
export function stateOf(connection: string, day: number): WindowState {
  const start = (days: number): string => new Date(Date.UTC(2026, 0, 1 + days)).toISOString().replace('.000Z', 'Z')
  return {
    connection,
    endpoint: 'usage',
    partition: '{}',
    start: start(day),
    end: start(day + 1),
    grid: 'days UTC 00:00',
    status: 'complete',
    final: true,
    readAt: '2026-11-10T12:00:00.123Z',
    streams: ['usage', 'usage_costs'],
    generation: 3,
    pages: 4,
    rows: 500,
    quarantined: 0,
    error: null,
    difference: null,
  }
}

/** Compares states whatever their order, and that of their members. */
export function demandStates(found: readonly WindowState[], wanted: readonly WindowState[], suffers: string): void {
  const text = (states: readonly WindowState[]): readonly string[] =>
    states
      .map((state) => encodeJson(Object.fromEntries(Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1)))))
      .sort()
  demandSame(text(found), text(wanted), suffers)
}
