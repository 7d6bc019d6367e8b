import type * as z from 'zod'
import type {
  BoundEndpoint,
  PageContent,
  PageStep,
  RequestServices,
  StreamSummary,
  Walk,
} from '../contract/definition.js'
import type { Endpoint, EndpointChecks, EndpointSpec, GeneratedRead, RequestContext } from '../contract/endpoint.js'
import type { Paginator } from '../contract/paginator.js'
import type { Listing, Parent, Partitioning, PartitionKey } from '../contract/partitioning.js'
import type { HttpRequest } from '../contract/request.js'
import type { Window } from '../contract/window.js'
import { parseDuration } from '../fields/duration.js'
import { encodeJson } from '../numbers/encode-json.js'
import type { JsonValue } from '../numbers/json-value.js'
import { paginatorKit } from '../pagination/paginator-kit.js'
import { partitionKit } from '../partitions/partition-kit.js'
import { type BoundParents, bindPartitions } from './bind-partitions.js'
import { declareListing } from './declare-listing.js'
import { type DeclaredStream, declareStream } from './declare-stream.js'
import { replyParser } from './parse-reply.js'
import { countOnce, readPage, type TakenPage } from './read-page.js'

/** An endpoint whose partition, page and body types are closed over; only the config's is still open. */
export interface DeclaredEndpoint<C> {
  readonly name: string
  /** False: sent without credentials. */
  readonly authenticated: boolean
  readonly summaries: () => readonly StreamSummary[]
  /** The lists that other endpoints make partitions of. */
  readonly listings: () => readonly Listing<C, unknown>[]
  /** The lists that its own partitions are made of. */
  readonly parents: readonly Parent[]
  /** Closes it over a config, with those of its streams that the plugin exports. `parents`: those among its parents, bound. */
  readonly bind: (config: C, chosen: ReadonlySet<string>, parents: BoundParents) => BoundEndpoint
  /** Closes it over a config, its lists in the place of its streams. */
  readonly bindListings: (config: C, parents: BoundParents) => BoundEndpoint
}

type RequestOf<C, P, Page, Body> = ((context: RequestContext<C, P, Page>) => HttpRequest) | GeneratedRead<C, P, Body>

interface Call<C, P, Page, Body> {
  readonly request: RequestOf<C, P, Page, Body>
  readonly checks: EndpointChecks<C, P, Page, Body>
}

/** Declares an endpoint: the part that authors see, and the part that the runtime binds. */
export function declareEndpoint<C, P, Page, Res extends z.ZodType>(
  connector: string,
  spec: EndpointSpec<C, P, Page, Res>,
  request: RequestOf<C, P, Page, z.output<Res>>,
  checks: EndpointChecks<C, P, Page, z.output<Res>> = {},
): { readonly declared: DeclaredEndpoint<C>; readonly endpoint: Endpoint<C, P, Page, z.output<Res>> } {
  const streams: DeclaredStream<C, P, Page, z.output<Res>>[] = []
  const listings: (Listing<C, P> & { readonly declared: DeclaredStream<C, P, Page, z.output<Res>> })[] = []
  const partitioning = spec.partitions?.(partitionKit<C>()) ?? wholeAccount<C, P>()
  const kind = partitioning.calendar === undefined ? 'snapshot' : 'windowed'
  const call = { request, checks }
  return {
    declared: {
      name: spec.name,
      authenticated: spec.authenticated ?? true,
      summaries: () => streams.map(({ summary }) => ({ ...summary, kind })),
      listings: () => listings,
      parents: partitioning.parents ?? [],
      bind: (config, chosen, parents) => {
        const exported = streams.filter(({ summary }) => chosen.has(summary.name))
        return bindEndpoint(spec, call, partitioning, exported, config, parents)
      },
      bindListings: (config, parents) => {
        const lists = listings.map(({ declared }) => declared)
        return bindEndpoint(spec, call, partitioning, lists, config, parents)
      },
    },
    endpoint: {
      name: spec.name,
      stream: (shape, meaning) => {
        streams.push(declareStream(connector, spec.name, kind, shape, meaning))
        return { name: shape.name, endpoint: spec.name }
      },
      listing: (records, value) => {
        if (kind === 'windowed') throw windowedParent(spec.name)
        const place = { connector, endpoint: spec.name, name: `list ${listings.length + 1}` }
        const declared: DeclaredStream<C, P, Page, z.output<Res>> = declareListing(place, records, value)
        const listing = { endpoint: spec.name, name: place.name, partitions: partitioning, declared }
        listings.push(listing)
        return listing
      },
    },
  }
}

function bindEndpoint<C, P, Page, Res extends z.ZodType>(
  spec: EndpointSpec<C, P, Page, Res>,
  { request, checks }: Call<C, P, Page, z.output<Res>>,
  partitioning: Partitioning<C, P>,
  streams: readonly DeclaredStream<C, P, Page, z.output<Res>>[],
  config: C,
  parents: BoundParents,
): BoundEndpoint {
  const paginator = spec.paginate?.(paginatorKit<C, z.output<Res>>()) ?? onePage<C, z.output<Res>, Page>()
  const bound = streams.map((stream) => stream.bind(config))
  const parse = replyParser(spec.response)
  const walk = (key: PartitionKey<P>, window: Window, { now, streams: wanted }: RequestServices): Walk => {
    const partition = key.at(window)
    const nowSeconds = Math.floor(now() / 1000)
    const context = { config, partition, window, nowSeconds }
    const take = (body: z.output<Res>, page: Page): TakenPage => {
      const at = { config, partition, window, nowSeconds, page }
      const taken = bound.map(({ stream, elements, project }) => ({ stream, project, elements: elements(body, at) }))
      const records = countOnce(taken.map(({ elements }) => elements))
      const content = (): PageContent => {
        const asked = taken.filter(({ stream }) => wanted?.has(stream.info.name) ?? true)
        const entries = asked.map(
          ({ stream, elements, project }) =>
            [stream.info.name, elements.map((element) => project(element, at))] as const,
        )
        return { entries: new Map(entries), records, differences: checks.reconcile?.(body, at) ?? [] }
      }
      return { records, content }
    }
    const start = paginator.first({ config, window })
    if (typeof request !== 'function') return generated(parse, request, context, (body) => take(body, start).content())
    const step = (page: Page): PageStep => ({
      get id() {
        return encodeJson(page) // when it is looked at: a list may be told pages ahead by the thousand
      },
      request: () => request({ config, partition, window, nowSeconds, page }),
      read: (reply, facts) => {
        const body = parse(reply)
        return readPage({ config, window, nowSeconds, page, body }, facts, paginator, take(body, page), step)
      },
    })
    return { kind: 'pages', first: step(start) }
  }
  return {
    name: spec.name,
    calendar: partitioning.calendar?.(config),
    everyMs: spec.every === undefined ? 0 : parseDuration(spec.every),
    authenticated: spec.authenticated ?? true,
    errors: spec.errors,
    streams: bound.map(({ stream }) => stream),
    ...bindPartitions(
      spec.name,
      partitioning,
      config,
      parents,
      (key) => (window, services) => walk(key, window, services),
    ),
  }
}

function windowedParent(endpoint: string): RangeError {
  return new RangeError(
    `${endpoint} has windows, and what it lists would depend on the range that is asked for: list and read it in one endpoint with a generator of its own`,
  )
}

function generated<C, P, Body>(
  parse: (body: JsonValue) => Body,
  { read }: GeneratedRead<C, P, Body>,
  context: Omit<RequestContext<C, P, never>, 'page'>,
  content: (body: Body) => PageContent,
): Walk {
  return {
    kind: 'generated',
    read: async function* (call) {
      const validated = async (request: HttpRequest): Promise<Body> => parse(await call(request))
      for await (const body of read({ ...context, call: validated })) yield content(body)
    },
  }
}

/** Without `partitions` P is `object`, its default: nothing to tell apart. */
function wholeAccount<C, P>(): Partitioning<C, P> {
  return { kind: 'none', keys: () => [{ key: {}, at: () => ({}) as P }] }
}

/** Without `paginate` Page is `object`, its default: the one page has no token. */
function onePage<C, Body, Page>(): Paginator<C, Body, Page> {
  return { kind: 'single', first: () => ({}) as Page, next: () => undefined }
}
