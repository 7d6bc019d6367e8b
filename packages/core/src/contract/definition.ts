import type * as z from 'zod'
import type { Secret } from '../fields/secret.js'
import type { JsonValue } from '../numbers/json-value.js'
import type { Authenticator } from './authenticator.js'
import type { BillingProfile } from './charge.js'
import type { LedgerRow, QuarantinedRow, StreamInfo } from './destination.js'
import type { DecodedReply, ErrorRules } from './error-rules.js'
import type { Limit, LimitOverrides } from './limit.js'
import type { PageReply, StatedTotals } from './paginator.js'
import type { Listed, Parent } from './partitioning.js'
import type { Receipt } from './receipt.js'
import type { HttpRequest } from './request.js'
import type { Calendar, Window } from './window.js'

/**
 * A connector as the runtime sees it: everything of a type that only the connector knows is closed over, so that
 * connectors with different configs live in one list. Made by `connector()`; nobody writes one by hand.
 */
export interface ConnectorDefinition {
  readonly specVersion: number
  readonly id: string
  readonly title: string
  readonly docs: string
  /** The npm package that it comes in, where the author says so. */
  readonly package: string | undefined
  readonly config: z.ZodType
  readonly streams: readonly StreamSummary[]
  /** Validates `config` and closes the connector over it, with its limits as the user wants them. Throws a ConfigError that names every problem. */
  readonly bind: (config: unknown, limits?: LimitOverrides) => BoundConnector
}

/** What can be said of a stream without a config. */
export interface StreamSummary {
  readonly name: string
  readonly endpoint: string
  readonly kind: 'windowed' | 'snapshot'
  readonly title: string
  /** Off unless the user enables it. */
  readonly optional: boolean
}

/**
 * A connector closed over one validated config.
 *
 * @internal The runtime alone looks into it; it changes without notice.
 */
export interface BoundConnector {
  readonly id: string
  readonly baseUrl: URL
  readonly timeoutMs: number
  readonly billing: BillingProfile
  /** Every secret of the config, for redaction. */
  readonly secrets: readonly Secret[]
  readonly auth: BoundAuth | undefined
  readonly limits: readonly Limit<unknown>[]
  readonly limitKey: (limit: Limit<unknown>) => string | Secret | undefined
  readonly errors: ErrorRules | undefined
  readonly receipt: ((reply: DecodedReply) => Receipt) | undefined
  readonly endpoints: readonly BoundEndpoint[]
  /** The endpoint that `check` calls. */
  readonly check: BoundEndpoint
}

/** An authenticator with its config. */
export interface BoundAuth {
  readonly authenticator: Authenticator<unknown>
  readonly config: unknown
}

/** One call of the vendor's, closed over a config. */
export interface BoundEndpoint {
  readonly name: string
  /** Absent: a snapshot, which has no windows. */
  readonly calendar: Calendar | undefined
  /** Snapshots: the least time between two observations, milliseconds. */
  readonly everyMs: number
  /** False: sent without credentials. */
  readonly authenticated: boolean
  /** Its own rules; undefined: the connector's. */
  readonly errors: ErrorRules | undefined
  readonly streams: readonly BoundStream[]
  /** Empty where {@link below} tells them. */
  readonly partitions: readonly BoundPartition[]
  /** Set where partitions are made of what other endpoints list. */
  readonly below?: PartitionsBelow
}

/** Partitions that are known once other endpoints have been read. */
export interface PartitionsBelow {
  /** The endpoints to read, bound so that their only streams are their lists, by the names of the listings. Grandparents come first. */
  readonly parents: readonly { readonly parent: Parent; readonly endpoint: BoundEndpoint }[]
  /** The partitions that follow from what the parents list. */
  readonly given: (listed: Listed) => readonly BoundPartition[]
}

/** One stream of an endpoint. */
export interface BoundStream {
  readonly info: StreamInfo
  readonly optional: boolean
  /** Names of members that stand for a person and are not asked for, at any depth of the vendor's record. */
  readonly personal: readonly string[]
  /** The fields of its keys. A snapshot's keys begin with the time of the observation. */
  readonly primaryKey: readonly string[]
  /** The last part of its keys is an ordinal. */
  readonly ordinal: boolean
  /**
   * Turns one window's entries into rows: assembles, numbers equal rows, makes keys and charges. With `letIn`, records
   * come in without the fields that do not fit, where none of these steps reads such a field. Default false.
   */
  readonly finish: (entries: readonly StreamEntry[], window: Window, letIn?: boolean) => FinishedRows
}

/** The rows of one stream and window. */
export interface FinishedRows {
  readonly rows: readonly TimedRow[]
  readonly quarantined: readonly QuarantinedRow[]
  /** Records that were let in without fields that do not fit, and which fields; absent where there are none. */
  readonly drifted?: { readonly count: number; readonly fields: readonly string[] }
}

/** A row with the instant that `read` filters by; undefined where the stream has none. */
export interface TimedRow {
  readonly row: LedgerRow
  readonly timeMs: number | undefined
}

/** One valid record of a page, or one that is none. */
export type StreamEntry =
  | { readonly ok: true; readonly record: Readonly<Record<string, unknown>>; readonly raw: JsonValue }
  | MisfitEntry

/** A record that does not fit its schema. */
export interface MisfitEntry {
  readonly ok: false
  readonly raw: JsonValue
  readonly reasons: readonly string[]
  /** The record without what does not fit; absent, or undefined, where no part of it can be told from the rest. */
  readonly without?: () => DriftedRecord | undefined
}

/** A record whose fields that do not fit are null. */
export interface DriftedRecord {
  readonly record: Readonly<Record<string, unknown>>
  /** Those fields. */
  readonly fields: readonly string[]
}

/** One partition key of an endpoint. */
export interface BoundPartition {
  readonly key: Readonly<Record<string, string>>
  /** Its parent lists it no more: only those of its windows are read that state knows as not final. */
  readonly vanished?: boolean
  readonly walk: (window: Window, services: RequestServices) => Walk
}

/** What building a request may read: no timers, no I/O. */
export interface RequestServices {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Streams that are on: the records of others are counted and not looked at. Default: all. */
  readonly streams?: ReadonlySet<string>
}

/** How the pages of one window are fetched: page by page, or by the endpoint's own generator. */
export type Walk =
  | { readonly kind: 'pages'; readonly first: PageStep }
  | { readonly kind: 'generated'; readonly read: (call: CallVendor) => AsyncIterable<PageContent> }

/** Sends one request through the whole pipeline; gives the decoded body. */
export type CallVendor = (request: HttpRequest) => Promise<JsonValue>

/** A page that can be asked for. */
export interface PageStep {
  /** The token as text: a repeated one ends the walk. */
  readonly id: string
  readonly request: () => HttpRequest
  /** Validates the body against the endpoint's schema and says where to go from here. Throws a VendorError. */
  readonly read: (body: JsonValue, reply: ReplyFacts) => PageResult
}

/** What the pipeline knows of a reply beside its body. */
export interface ReplyFacts extends PageReply {
  /** Of the body, after decompression. */
  readonly bytes: number
}

/** What one page held. */
export interface PageContent {
  /** Per stream name. */
  readonly entries: ReadonlyMap<string, readonly StreamEntry[]>
  /** Over all streams; one that several take counts once. */
  readonly records: number
  /** Figures the vendor states that differ from the page's own rows, in words. */
  readonly differences: readonly string[]
}

/** A page that has arrived, and where to go from it. */
export interface PageResult extends Pick<PageContent, 'records'> {
  /** Items as the vendor counts them: what its totals are compared with. */
  readonly count: number
  readonly stated: StatedTotals
  readonly next: PageStep | undefined
  /** Every later page, where the paginator knows them from this one. Asked of the first page only. */
  readonly ahead: () => readonly PageStep[] | undefined
  /** Validates and projects the records: the costly part, called once, while later pages are under way. Holds the body until then. */
  readonly content: () => PageContent
}
