import type { LimitOverrides } from '@outlay/core'
import type { OnDifference, StreamOptions } from '@outlay/core/runtime'
import type { ConfigFile } from './config-file.js'
import type { Located } from './located.js'

/** A config file, read. Nothing is replaced and no connector is loaded yet. */
export interface OutlayConfig {
  readonly file: ConfigFile
  /** Absent where the file names none. */
  readonly destination: Located | undefined
  /** By name, in the file's order. */
  readonly connections: ReadonlyMap<string, ConnectionSection>
}

/** The section of one connection. */
export interface ConnectionSection {
  readonly name: string
  readonly place: Located
  readonly connector: Located
  readonly config: Located | undefined
  /** By name. */
  readonly limits: ReadonlyMap<string, Located>
  /** By name. */
  readonly streams: ReadonlyMap<string, Located>
  readonly maxRequests: Located | undefined
  readonly onDifference: Located | undefined
}

/** A connection with every value in place. */
export interface ConnectionValues {
  /** What the user calls the connector: a name or a path. */
  readonly connector: string
  readonly config: unknown
  readonly limits: LimitOverrides
  readonly streams: Readonly<Record<string, StreamOptions>>
  /** Requests that a run may send at most; absent: any number. */
  readonly maxRequests: number | undefined
  readonly onDifference: OnDifference | undefined
}

/** Where the ledger is. */
export interface DestinationValues {
  readonly type: 'duckdb'
  /** Absolute. */
  readonly path: string
}
