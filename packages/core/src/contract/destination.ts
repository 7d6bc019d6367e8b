import type { JsonValue } from '../numbers/json-value.js'
import type { BillingProfile, Charge } from './charge.js'
import type { HeldRow, Restatement } from './restatement.js'

/** A column of a stream, as destinations need to know it. */
export interface FieldInfo {
  readonly name: string
  readonly type: 'string' | 'count' | 'decimal' | 'money' | 'boolean' | 'date' | 'json'
}

/** A stream as destinations need to know it. */
export interface StreamInfo {
  readonly connector: string
  readonly name: string
  readonly fields: readonly FieldInfo[]
}

/** One record on its way to a ledger. */
export interface LedgerRow {
  readonly stream: StreamInfo
  /** The primary key as canonical JSON text, unique within connection and stream. */
  readonly key: string
  readonly record: Readonly<Record<string, unknown>>
  /** The vendor's own record, untouched but for personal fields. */
  readonly raw: JsonValue
  readonly charge: Charge | null
  /** Where several streams report the same spend: per sub-account and day only the lowest rank of a group counts. */
  readonly coverage: { readonly group: string; readonly rank: number } | undefined
}

/** A record that does not fit its schema: kept aside with the reasons, never dropped. */
export interface QuarantinedRow {
  readonly stream: StreamInfo
  readonly raw: JsonValue
  /** What is wrong and where, without quoting values. */
  readonly reasons: readonly string[]
}

/** The place of a window in the ledger of intervals. */
export interface WindowId {
  readonly connection: string
  readonly endpoint: string
  /** Canonical JSON of the partition key; `{}` where there is none. */
  readonly partition: string
  /** UTC, `YYYY-MM-DDTHH:mm:ssZ`. */
  readonly start: string
  readonly end: string
}

/** What is known about one window. All instants UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export interface WindowState extends WindowId {
  readonly grid: string
  /** Outcome of the last attempt. `unreachable`: beyond what the vendor still gives; what was read of it stays. */
  readonly status: 'complete' | 'failed' | 'unreachable'
  /** Read at or after its end and settling time, with nothing quarantined and no figure in doubt: never read again. */
  readonly final: boolean
  /** When the last successful read began; null when there was none. */
  readonly readAt: string | null
  /** The streams whose rows the ledger holds for this window. */
  readonly streams: readonly string[]
  /** How often the window was read with success. */
  readonly generation: number
  /** How many pages the last successful read took; 0 when there was none, or when it is not known. */
  readonly pages: number
  readonly rows: number
  readonly quarantined: number
  /** Stable code of the failure, where `status` is failed. */
  readonly error: string | null
  /** Figures that the vendor stated and that differ from what arrived, in words; null where they agree or none were stated. */
  readonly difference: string | null
}

/** Keeps the state of connections whose destination cannot keep it with the rows. Token: STATE_STORE. */
export interface StateStore {
  load(connection: string): Promise<readonly WindowState[]>
  /** Replaces the entries with the same {@link WindowId}. */
  save(entries: readonly WindowState[]): Promise<void>
}

/** What a destination is told about a connection before rows come. */
export interface ConnectionInfo {
  readonly connection: string
  readonly connector: string
  readonly billing: BillingProfile
  readonly streams: readonly StreamInfo[]
}

/**
 * Where rows go. A window's rows replace what is there for that window, in one transaction with its state.
 * A destination without `loadState` keeps no state; the runtime then uses the state store, after the commit.
 */
export interface Destination {
  /** What messages call it. */
  readonly kind: string
  open(): Promise<void>
  /** Told what will come, before any of it does. */
  prepare?(connection: ConnectionInfo): Promise<void>
  /** What is known of a connection's windows. Absent: this destination keeps no state. */
  loadState?(connection: string): Promise<readonly WindowState[]>
  /** Starts the one transaction that replaces these windows. Transactions never overlap. */
  begin(context: TransactionContext): Promise<Transaction>
  close(): Promise<void>
}

/** Whose rows a transaction replaces, and in which run. */
export interface TransactionContext {
  readonly runId: string
  readonly connection: ConnectionInfo
}

/** The replacement of some windows: all of it becomes visible with `commit`, or nothing does. */
export interface Transaction {
  /**
   * The amounts of the rows that the ledger holds for this window and these streams, in any order; asked for before
   * `clear`, and read to the end. Absent: the ledger cannot tell, and no restatement is found.
   */
  held?(window: WindowId, streams: readonly string[]): AsyncIterable<HeldRow>
  /** Keeps, for good, what a vendor changed in a window that had ended. Absent: restatements are reported and not kept. */
  restate?(window: WindowId, restatements: readonly Restatement[]): Promise<void>
  /** Removes the rows, charges and quarantined rows that the ledger holds for this window and these streams. */
  clear(window: WindowId, streams: readonly string[]): Promise<void>
  /** Adds rows of a window; called any number of times. */
  write(window: WindowId, rows: readonly LedgerRow[]): Promise<void>
  /** Keeps records that do not fit, beside the window's rows. */
  quarantine(window: WindowId, rows: readonly QuarantinedRow[]): Promise<void>
  /** Makes rows and state visible at once. */
  commit(state: readonly WindowState[]): Promise<void>
  /** Forgets everything since `begin`. */
  abort(): Promise<void>
}
