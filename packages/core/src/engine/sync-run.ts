import type pLimit from 'p-limit'
import type { BoundEndpoint } from '../contract/definition.js'
import type { ByteGate } from './byte-gate.js'
import type { Connection } from './connection.js'
import type { LedgerWriter } from './ledger-writer.js'
import type { ParentLists } from './parent-lists.js'
import type { SyncTally } from './sync-tally.js'
import type { Asked } from './time-range.js'

/** What happens to a record that does not fit: it is let in without the fields at fault (`warn`: and told), kept aside, or fails its window. */
export type OnDrift = 'evolve' | 'warn' | 'quarantine' | 'fail'

/** What a figure of the vendor's that differs from what arrived comes to: it is kept and reported, or the run is no success either. */
export type OnDifference = 'report' | 'fail'

/** One sync of one connection. */
export interface SyncRequest {
  readonly runId: string
  /** What the user asked for, by stream; the widest of an endpoint's streams counts. */
  readonly asked: (endpoint: BoundEndpoint) => Asked
  /** What happens to a record that does not fit, by stream. */
  readonly onDrift: (stream: string) => OnDrift
  readonly onDifference: OnDifference
  /** Only windows that a read now would make final. */
  readonly finalOnly: boolean
  readonly signal: AbortSignal
}

/** A sync under way. */
export interface SyncRun {
  readonly connection: Connection
  readonly writer: LedgerWriter
  readonly request: SyncRequest
  readonly tally: SyncTally
  readonly parents: ParentLists
  readonly gate: ByteGate
  /** Windows and observations under way at once. */
  readonly limit: ReturnType<typeof pLimit>
  readonly signal: AbortSignal
  readonly stopAll: () => void
}
