import type { OutlayError } from '../contract/errors.js'

/** What a sync of one connection would do now, as far as that is known without asking the vendor. */
export interface ConnectionPlan {
  readonly connection: string
  readonly connector: string
  readonly endpoints: readonly EndpointPlan[]
  /** Requests of all endpoints, at the least. Retries and calls for tokens come on top. */
  readonly requests: number
  /** Milliseconds that the declared limits make these requests take, at the least. */
  readonly leastMs: number
  /** What would fail before anything is sent, such as another grid than the ledger's. */
  readonly failures: readonly { readonly endpoint: string | undefined; readonly error: OutlayError }[]
}

/** What a sync would do with one endpoint. */
export interface EndpointPlan {
  readonly endpoint: string
  readonly kind: 'windowed' | 'snapshot'
  /** The streams that are on. None: the endpoint is read for what it lists, once for all that {@link parents} names it. */
  readonly streams: readonly string[]
  /** Endpoints whose lists make its partitions, and which are read first. */
  readonly parents: readonly string[]
  /** How many partitions; null: unknown until the parents are read. All that follows is then about those that state knows. */
  readonly partitions: number | null
  /** Windows, or observations of a snapshot. */
  readonly windows: {
    /** Would be read. */
    readonly due: number
    /** Would not be asked for again. */
    readonly final: number
    /** Begun, but the vendor is not ready, the window not settled where only settled ones are wanted, or the last observation too recent. */
    readonly later: number
    /** Beyond what the vendor still gives. */
    readonly unreachable: number
  }
  /** Pages of the windows that are due. */
  readonly pages: {
    /** As many as those windows took before. */
    readonly known: number
    /** As many as the endpoint's other windows took, on average. */
    readonly estimated: number
    /** How many windows nothing is known about: each takes one page, at the least. */
    readonly unknown: number
  }
  /** At the least: what {@link pages} sums up to, one a window where nothing is known. */
  readonly requests: number
  /** Milliseconds that the declared limits make these requests take, at the least. */
  readonly leastMs: number
}
