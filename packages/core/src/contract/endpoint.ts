import type * as z from 'zod'
import type { Duration } from '../fields/duration.js'
import type { PaginatorKit } from '../pagination/paginator-kit.js'
import type { PartitionKit } from '../partitions/partition-kit.js'
import type { ErrorRules } from './error-rules.js'
import type { Paginator } from './paginator.js'
import type { Listable, Partitioning } from './partitioning.js'
import type { HttpRequest } from './request.js'
import type { Stream, StreamMeaning, StreamShape } from './stream.js'
import type { Window } from './window.js'

/** One call of the vendor's API: it owns the windows, the pages and the state; streams project from it. */
export interface EndpointSpec<C, P, Page, Res extends z.ZodType> {
  /** Unique within the connector; the vendor's own path or action. Part of the state: renaming it forgets what was read. */
  readonly name: string
  /** How the data is cut. Without a calendar in it the endpoint is a snapshot. Default: one snapshot. */
  readonly partitions?: (kit: PartitionKit<C>) => Partitioning<C, P>
  /** How pages follow each other. Default: a single page. */
  readonly paginate?: (kit: PaginatorKit<C, z.output<Res>>) => Paginator<C, z.output<Res>, Page>
  /** The reply after classification: loose, only what is used. */
  readonly response: Res
  /** Snapshots: the least time between two observations, over all processes that share a ledger. Default: none. */
  readonly every?: Duration
  /** False: the vendor takes this call without credentials, and none are sent with it. Default true. */
  readonly authenticated?: boolean
  /** How this call is refused, where its envelope is another. Default: the connector's rules. */
  readonly errors?: ErrorRules
}

/** What is checked of each reply, beside its form. */
export interface EndpointChecks<C, P, Page, Body> {
  /** Figures that a reply states about its own rows and that differ from them, in words; reported, never thrown. */
  readonly reconcile?: (body: Body, context: RequestContext<C, P, Page>) => readonly string[]
}

/** What `request` may read. */
export interface RequestContext<C, P, Page> {
  readonly config: C
  readonly partition: P
  readonly page: Page
  readonly window: Window
  /** The clock's reading, Unix seconds. */
  readonly nowSeconds: number
}

/** The escape hatch: the loop is the connector's, all else (validation, retry, limits, redaction, checkpoints) stays ours. */
export interface GeneratedRead<C, P, Body> {
  /** Yields each validated body that `call` gave, once. */
  readonly read: (context: GeneratedContext<C, P, Body>) => AsyncIterable<Body>
}

/** What a generator of its own may read, and how it calls the vendor. */
export interface GeneratedContext<C, P, Body> extends Omit<RequestContext<C, P, never>, 'page'> {
  /** One request through the whole pipeline, validated by the endpoint's `response`. */
  readonly call: (request: HttpRequest) => Promise<Body>
}

/** A declared endpoint; streams are made of it, and partitions of other endpoints. */
export interface Endpoint<C, P, Page, Body> extends Listable<C, P, Body> {
  readonly name: string
  /** Declares a stream: first how records come out of a reply, then what they mean. */
  stream<const N extends string, R extends object>(
    shape: StreamShape<C, P, Page, Body, N, R>,
    meaning: StreamMeaning<C, R>,
  ): Stream<N, R>
}
