import type { StreamSummary } from '../contract/definition.js'
import type { Destination } from '../contract/destination.js'
import type { LimitOverrides } from '../contract/limit.js'
import type { ConfigOf, Plugin, StreamsOf } from '../contract/plugin.js'
import { authorizeConnection, type ConnectionAuthorization } from '../engine/authorize-connection.js'
import { type CheckReport, checkConnection } from '../engine/check-connection.js'
import type { Concurrency } from '../engine/concurrency.js'
import { createMutex, type Mutex } from '../engine/mutex.js'
import type { ConnectionPlan } from '../engine/plan-report.js'
import { readStream } from '../engine/read-stream.js'
import type { SyncReport } from '../engine/sync-report.js'
import type { OnDifference, OnDrift } from '../engine/sync-run.js'
import type { Asked } from '../engine/time-range.js'
import { compose, type HostContainer } from './composition-root.js'
import { planAll } from './plan-all.js'
import { syncAll } from './sync-all.js'

/** What a runtime is made of. */
export interface RuntimeOptions {
  /** Plugins to register, beside the connectors in the host's container. */
  readonly connectors?: readonly Plugin[]
  /** The host's tsyringe container: services registered there under core's public tokens are used. Default: none. */
  readonly container?: HostContainer
}

/** Options of one reading. */
export interface ReadOptions<Config> extends Asked {
  readonly config: Config
  /** Named in logs and events. Default: the connector's id. */
  readonly connection?: string
  /** See {@link ConnectionConfig.limits}. */
  readonly limits?: LimitOverrides | undefined
  /** Requests that may leave at most, retries and calls for tokens included; then it throws `MAX_REQUESTS`. Default: any number. */
  readonly maxRequests?: number | undefined
  /** How much goes on at once. Default: 4 windows, of 4 pages each. */
  readonly concurrency?: Omit<Concurrency, 'connections'>
  readonly signal?: AbortSignal
}

/** One configured connector. */
export interface ConnectionConfig {
  /** The id of a registered connector. */
  readonly connector: string
  readonly config: unknown
  /**
   * Changes to the connector's limits by their names, for this connection: `{ window: { max: 30 }, concurrent: 'off' }`.
   * A kind of the kit that the connector does not use is added, counted by the connection's credentials. Connections
   * with the same credential share budgets: say the same for each of them.
   */
  readonly limits?: LimitOverrides | undefined
  readonly streams?: Readonly<Record<string, StreamOptions>>
  /**
   * Requests that may leave in one run, retries and calls for tokens included: for vendors that bill per call. Then the run
   * of this connection stops with `MAX_REQUESTS`; what was read whole is kept. Default: any number.
   */
  readonly maxRequests?: number | undefined
  /**
   * Figures that the vendor states and that differ from what arrived. Either way the window is committed with them;
   * `report` (default) takes them for the vendor's own when a second settled reading finds the same, `fail` never does: the
   * window is read again by every run, and each is told that it is no success.
   */
  readonly onDifference?: OnDifference | undefined
}

/** What a user can say about one stream. */
export interface StreamOptions extends Asked {
  /** Default: true, but false for streams that connectors declare optional. */
  readonly enabled?: boolean | undefined
  /**
   * Records that do not fit. `quarantine` (default): kept aside, and their window is read again; `fail`: the window fails;
   * `evolve`: let in without the fields at fault, which are null, and counted; `warn`: the same, and told. A record whose
   * key, time, charge or assembly reads such a field is kept aside under `evolve` and `warn` as well.
   */
  readonly onDrift?: OnDrift | undefined
}

/** Options of one sync. */
export interface SyncOptions extends Asked {
  readonly connections: Readonly<Record<string, ConnectionConfig>>
  /** An open destination. */
  readonly destination: Destination
  /** Only windows that are settled now. Default false. */
  readonly finalOnly?: boolean
  /** How much goes on at once. Default: 4 connections, of 4 windows each, of 4 pages each. */
  readonly concurrency?: Concurrency
  /** Requests that may leave at most, for each connection; where a connection has its own, the smaller number counts. Default: any number. */
  readonly maxRequests?: number | undefined
  readonly signal?: AbortSignal
}

/** Options of a plan: those of the sync that it is about. */
export interface PlanOptions extends Omit<SyncOptions, 'destination'> {
  /** An open destination; where it keeps state, that is read. Default: the state store's. */
  readonly destination?: Destination | undefined
}

/** Everything that a host can do. Two runtimes share nothing but what the host gave both; two connections of one share the limits of a common credential, and nothing else. */
export interface Runtime extends AsyncDisposable {
  /** The registered connectors. */
  readonly connectors: readonly {
    readonly id: string
    readonly title: string
    readonly docs: string
    readonly streams: readonly StreamSummary[]
  }[]
  /** Reads one stream, without state. Throws ConfigError, VendorError, DataError, SuspendedError. */
  read<P extends Plugin, const N extends keyof StreamsOf<P> & string>(
    plugin: P,
    stream: N,
    options: ReadOptions<ConfigOf<P>>,
  ): AsyncGenerator<StreamsOf<P>[N]>
  /** Reads one stream of a connector that is known by its id only. */
  readById(
    connector: string,
    stream: string,
    options: ReadOptions<unknown>,
  ): AsyncGenerator<Readonly<Record<string, unknown>>>
  /** Proves credentials and host with one call. Throws what that call throws. */
  check(connection: string, config: ConnectionConfig, signal?: AbortSignal): Promise<CheckReport>
  /**
   * How a user lets the connection's application in, for vendors that give tokens for a code. Sends nothing. Tokens go into
   * the token store: register one that outlives the process. Throws a ConfigError where the credentials need none.
   */
  authorization(connection: string, config: ConnectionConfig): ConnectionAuthorization
  /** Brings a ledger up to date. What fails in a window or connection is in its report, a `from`, `to` or grid that does not fit included. Thrown are aborts, and config errors found before the first request. */
  sync(options: SyncOptions): Promise<readonly SyncReport[]>
  /** Says what `sync` would do now, from config and state alone: nothing is sent, nothing written. Thrown are config errors; what else would fail is in the plan. */
  plan(options: PlanOptions): Promise<readonly ConnectionPlan[]>
  /** Closes what the runtime made. */
  close(): Promise<void>
}

/** Creates a runtime. Sends nothing. Throws a ConfigError for plugins that are none, repeat an id, or speak another version. */
export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const composition = compose(options.connectors ?? [], options.container)
  const newRunId = (): string => composition.random.hex(8)
  const mutexes = new WeakMap<Destination, Mutex>()
  const readById: Runtime['readById'] = (
    connector,
    stream,
    { config, connection, limits, concurrency, maxRequests, ...asked },
  ) => {
    const wanted = { connectorId: connector, config, limits, runId: newRunId(), concurrency, maxRequests }
    const opened = composition.connect({ name: connection ?? connector, ...wanted })
    return readStream(opened, stream, { ...asked, signal: asked.signal ?? new AbortController().signal })
  }
  return {
    connectors: composition.registry.list().map(({ id, title, docs, streams }) => ({ id, title, docs, streams })),
    readById,
    // The plugin's own types say what its records are; the runtime's lists forget them.
    read: ((plugin: Plugin, stream: string, read: ReadOptions<unknown>) =>
      readById(plugin.id, stream, read)) as Runtime['read'],
    check: async (name, { connector, config, limits, maxRequests }, signal = new AbortController().signal) =>
      checkConnection(
        composition.connect({ name, connectorId: connector, config, limits, runId: newRunId(), maxRequests }),
        signal,
      ),
    authorization: (name, { connector, config, limits }) =>
      authorizeConnection(composition.connect({ name, connectorId: connector, config, limits, runId: newRunId() })),
    sync: async (sync) => {
      const mutex = mutexes.get(sync.destination) ?? createMutex()
      mutexes.set(sync.destination, mutex)
      return syncAll(sync, composition, mutex, newRunId())
    },
    plan: async (options) => planAll(options, composition),
    close: composition.close,
    [Symbol.asyncDispose]: composition.close,
  }
}
