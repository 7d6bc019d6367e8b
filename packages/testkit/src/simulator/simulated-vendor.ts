import { type EncodedRequest, encodeJson, type Window } from '@outlay/core'
import { receivedRequest, requestText } from './asked-request.js'
import type { BoundConnector, BoundEndpoint, BoundPartition } from './bound.js'
import { type Fault, faulty, type ScriptedFault, type StandIn, type Wire } from './fault.js'
import type { LearnedEndpoint } from './learned-endpoint.js'
import { faultyPage, isPageFault } from './page-fault.js'
import { type IndexedWalk, PageIndex } from './page-index.js'
import { Reception, type Refusal } from './reception.js'
import type { PageBody, Target } from './replay.js'
import { type BookedRecord, type ServedWalk, serveWalk, type WalkPlace, type WorldEdit } from './served-walk.js'
import { TokenDesk } from './token-desk.js'
import { askedText, type UnderstoodRequest, understoodRequest } from './understood-request.js'

/** An endpoint that the vendor serves. */
export interface ServedEndpoint {
  readonly endpoint: BoundEndpoint
  readonly learned: LearnedEndpoint
  readonly partitions: readonly BoundPartition[]
  /** The windows that the vendor has; for a snapshot, one observation. */
  readonly windows: readonly Window[]
  /** Windows that it answers for without any record. Default: none. */
  readonly beside?: readonly Window[]
  /** Other endpoints are asked for what it lists: no scenario changes that. */
  readonly isParent: boolean
}

/** How one vendor differs from the next. */
export interface VendorOptions {
  readonly edit?: WorldEdit
  /** Hit requests in the order in which they arrive. */
  readonly faults?: readonly ScriptedFault[]
  /** A fault, or none, for the request of this number, from 1. `asked` is the same whenever the same is asked for. */
  readonly fault?: (request: number, asked: string) => Fault | undefined
  /** A fault, or none, for a page however often it is asked for. */
  readonly pageFault?: (page: { readonly place: WalkPlace; readonly index: number }) => Fault | undefined
  /** Makes its records other ones than another vendor's. */
  readonly salt?: number
  /** Milliseconds that every page takes on the clock. */
  readonly takesMs?: number
  /** How far the vendor's clock is ahead of ours, milliseconds. */
  readonly clockAheadMs?: number
  /**
   * What a request gets that comes faster than the limits which the connector declares let it, a quarter of a second
   * given; or by how it names the pause. Default: nobody counts.
   */
  readonly overLimit?: StandIn | 'retry-after-seconds' | 'retry-after-date'
  /** What a request gets whose credentials state a time over five minutes off the vendor's clock. Default: nobody looks. */
  readonly skewRefusal?: StandIn
  /**
   * What a request gets that carries no secret of the config: the call for a token where there are tokens, else every one. For
   * secrets that are sent as they are, or in base64; whoever signs carries none. Default: nobody looks.
   */
  readonly keyRefusal?: StandIn
  /** What a request gets whose token has ended. Default: HTTP 401. */
  readonly tokenRefusal?: StandIn
}

/** The clock that a vendor lives by. */
export interface VendorClock {
  now(): number
  advance(ms: number): void
}

/** A request that came. */
export interface ReceivedRequest {
  readonly request: EncodedRequest
  /** When, milliseconds since the epoch. */
  readonly at: number
  readonly kind: 'page' | 'token' | 'unknown'
  /** Of a page: members beside those that the declaration states, `query:key`, `header:authorization` … */
  readonly added: readonly string[]
  /** The walk that it is a page of. */
  readonly place: WalkPlace | undefined
  /** What hit it; undefined also for a fault that its answer cannot have. */
  readonly fault: Fault | undefined
  /** Why it was turned away, fault or not. */
  readonly refusal: Refusal | undefined
}

/** A vendor that answers what the connector's own declaration asks for, and keeps books of what it has. */
export class SimulatedVendor {
  readonly received: ReceivedRequest[] = []
  readonly #desk: TokenDesk
  readonly #reception: Reception
  #asked = 0
  #pages: Promise<PageIndex> | undefined

  constructor(
    readonly connector: BoundConnector,
    readonly served: readonly ServedEndpoint[],
    readonly clock: VendorClock,
    readonly options: VendorOptions = {},
    tokenSample?: string,
    /** Walks that another vendor of the same world has made already. */
    private readonly made: Map<string, Promise<ServedWalk>> = new Map(),
  ) {
    this.#desk = new TokenDesk(tokenSample, clock)
    this.#reception = new Reception(connector, clock, options, this.#desk)
  }

  /** Requests that no page led to, in words. */
  get unknown(): readonly string[] {
    return this.received
      .filter(({ kind }) => kind === 'unknown')
      .map(({ request }) => requestText(receivedRequest(request)))
  }

  /** Requests for pages that carried a token which the vendor did not give, or gave for a time that was over. */
  get refused(): number {
    return this.received.filter(({ refusal }) => refusal === 'token').length
  }

  get minted(): number {
    return this.#desk.minted
  }

  /** Every record that the vendor has, in the windows that it has. */
  async books(): Promise<readonly BookedRecord[]> {
    return (await this.walks()).flatMap(({ records }) => records)
  }

  /** What the vendor has, window by window. */
  async walks(): Promise<readonly ServedWalk[]> {
    return this.#walksOf(({ windows }) => windows)
  }

  /** Answers one request as the wire would bring it. */
  async answer(request: EncodedRequest): Promise<Wire> {
    this.#asked += 1
    const number = this.#asked
    if (number > MOST_REQUESTS) return { status: 400, headers: {}, body: '{"error":"too many requests of one run"}' }
    const at = this.clock.now()
    this.#pages ??= this.#indexed()
    const understood = understoodRequest(request, await this.#pages, this.#desk)
    const { kind, page, added } = understood
    const struck = this.#struck(number, understood)
    const { refusal, words, leave } = await this.#reception.receive(understood, at)
    this.received.push({ request, at, kind, added, place: page?.place, fault: struck.fault, refusal })
    if (page !== undefined) this.clock.advance(this.options.takesMs ?? 0)
    leave()
    return this.#wired(words ?? struck.answer(), struck.fault, request.url)
  }

  /** What hits a request, and what it would get. */
  #struck(number: number, understood: UnderstoodRequest): { readonly fault: Fault | undefined; answer(): StandIn } {
    const { page, kind, request } = understood
    const drawn = this.#faultOf(number, understood)
    if (page === undefined) {
      const isOfPage = isPageFault(drawn) || drawn === 'token-expired'
      const answer = (): StandIn => (kind === 'token' ? this.#desk.answer() : stranger(this.served))
      return { fault: isOfPage ? undefined : drawn, answer }
    }
    const odd = isPageFault(drawn) ? faultyPage(drawn, page) : undefined
    const isStruck = isPageFault(drawn) ? odd !== undefined : drawn !== 'token-expired' || this.#desk.end(request)
    return { fault: isStruck ? drawn : undefined, answer: () => answerOf(odd ?? page.reply) }
  }

  #wired(answer: StandIn, fault: Fault | undefined, url: string): Wire {
    const { now } = this.#reception
    if (fault !== undefined && !isPageFault(fault) && fault !== 'token-expired') return faulty(fault, answer, url, now)
    const headers = { 'content-type': 'application/json', date: new Date(now).toUTCString(), ...answer.headers }
    return { status: answer.status ?? 200, headers, body: answer.body }
  }

  #faultOf(number: number, understood: UnderstoodRequest): Fault | undefined {
    const { fault, faults = [], pageFault } = this.options
    const { page } = understood
    return (page && pageFault?.(page)) ?? fault?.(number, askedText(understood)) ?? scripted(faults, number)
  }

  async #indexed(): Promise<PageIndex> {
    return new PageIndex(await this.#walksOf(windowsOf))
  }

  #walksOf(asked: (served: ServedEndpoint) => readonly Window[]): Promise<readonly IndexedWalk[]> {
    const all = this.served.flatMap((served) =>
      served.partitions.flatMap((_, partition) =>
        asked(served).map(async (_window, window) => ({
          ...(await this.#walk(served, partition, window)),
          learned: served.learned,
        })),
      ),
    )
    return Promise.all(all)
  }

  #walk(served: ServedEndpoint, partition: number, window: number): Promise<ServedWalk> {
    const place: WalkPlace = { endpoint: served.endpoint.name, partition, window }
    const key = JSON.stringify([
      served.endpoint.name,
      served.endpoint.streams.map(({ info }) => info.name),
      partition,
      window,
    ])
    const known = this.made.get(key)
    if (known !== undefined) return known
    const { edit = {}, salt = 0 } = this.options
    const made = serveWalk(
      served.learned,
      this.#target(served, partition, window),
      place,
      served.isParent ? {} : { ...edit, salt, isEmpty: edit.isEmpty || window >= served.windows.length },
    )
    this.made.set(key, made)
    return made
  }

  #target(served: ServedEndpoint, partition: number, window: number): Target {
    const { endpoint, partitions } = served
    const [one, when] = [partitions[partition], windowsOf(served)[window]]
    if (one === undefined || when === undefined) throw new RangeError(`${endpoint.name} has no such window`)
    return { base: this.connector.baseUrl, endpoint, partition: one, window: when, now: this.clock.now() }
  }
}

/** A connector that does not end must not keep a test from ending. */
const MOST_REQUESTS = 2_000

/** Those that it has, and behind them those that it answers for. */
function windowsOf({ windows, beside = [] }: ServedEndpoint): readonly Window[] {
  return [...windows, ...beside]
}

function answerOf({ body, headers }: PageBody): StandIn {
  return { headers, body: encodeJson(body) }
}

/** Also for who looks with curl. */
function stranger(served: readonly ServedEndpoint[]): StandIn {
  const { from, to } = rangeOf(served)
  const has = from === undefined ? '' : `; there is something from ${from} to ${to}`
  return { status: 404, body: encodeJson({ error: `no page led to this request${has}` }) }
}

/** From the first window to the last. */
export function rangeOf(served: readonly ServedEndpoint[]): { readonly from?: string; readonly to?: string } {
  const windows = served.flatMap((one) => (one.endpoint.calendar === undefined ? [] : one.windows))
  const [first] = [...windows].sort((a, b) => a.startSeconds - b.startSeconds)
  const [last] = [...windows].sort((a, b) => b.endSeconds - a.endSeconds)
  return first === undefined || last === undefined ? {} : { from: first.start, to: last.end }
}

function scripted(faults: readonly ScriptedFault[], number: number): Fault | undefined {
  return faults.find(({ at, times = 1 }) => number >= at && number < at + times)?.fault
}
