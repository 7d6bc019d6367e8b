import { type EncodedRequest, encodeJson, type Window } from '@outlay/core'
import { type AskedRequest, likeness, receivedRequest, requestText } from './asked-request.js'
import type { BoundConnector, BoundEndpoint, BoundPartition } from './bound.js'
import { type Fault, faulty, type ScriptedFault, type StandIn, type Wire } from './fault.js'
import type { LearnedEndpoint } from './learned-endpoint.js'
import type { Target } from './replay.js'
import {
  type BookedRecord,
  type ServedPage,
  type ServedWalk,
  serveWalk,
  type WalkPlace,
  type WorldEdit,
} from './served-walk.js'
import { TokenDesk } from './token-desk.js'

/** An endpoint that the vendor serves. */
export interface ServedEndpoint {
  readonly endpoint: BoundEndpoint
  readonly learned: LearnedEndpoint
  readonly partitions: readonly BoundPartition[]
  /** The windows that the vendor has; for a snapshot, one observation. */
  readonly windows: readonly Window[]
  /** Other endpoints are asked for what it lists: no scenario changes that. */
  readonly isParent: boolean
}

/** How one vendor differs from the next. */
export interface VendorOptions {
  readonly edit?: WorldEdit
  readonly faults?: readonly ScriptedFault[]
  /** A fault, or none, for the request of this number, from 1. */
  readonly fault?: (request: number) => Fault | undefined
  /** A fault, or none, for a page however often it is asked for. */
  readonly pageFault?: (page: { readonly place: WalkPlace; readonly index: number }) => Fault | undefined
  /** Makes its records other ones than another vendor's. */
  readonly salt?: number
  /** Milliseconds that every page takes on the clock. */
  readonly takesMs?: number
  /** How far the vendor's clock is ahead of ours, milliseconds. */
  readonly clockAheadMs?: number
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
  readonly fault: Fault | undefined
}

/** A vendor that answers what the connector's own declaration asks for, and keeps books of what it has. */
export class SimulatedVendor {
  readonly received: ReceivedRequest[] = []
  readonly #desk: TokenDesk
  #asked = 0
  #pages: Promise<ReadonlyMap<string, readonly FoundPage[]>> | undefined

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
  }

  /** Requests that no page led to, in words. */
  get unknown(): readonly string[] {
    return this.received
      .filter(({ kind }) => kind === 'unknown')
      .map(({ request }) => requestText(receivedRequest(request)))
  }

  /** Requests for pages that carried a token which the vendor did not give, or gave for a time that was over. */
  get refused(): number {
    return this.#desk.refused
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
    const all = this.served.flatMap((served) =>
      served.partitions.flatMap((_, partition) =>
        served.windows.map((_window, window) => this.#walk(served, partition, window)),
      ),
    )
    return Promise.all(all)
  }

  /** Answers one request as the wire would bring it. */
  async answer(request: EncodedRequest): Promise<Wire> {
    this.#asked += 1
    const number = this.#asked
    if (number > MOST_REQUESTS) return { status: 400, headers: {}, body: '{"error":"too many requests of one run"}' }
    const at = this.clock.now()
    const page = await this.#pageFor(request)
    const fault = this.#faultOf(number, page)
    this.received.push({ request, at, fault, ...this.#kindOf(request, page) })
    const answer = page === undefined ? this.#desk.answer() : (this.#desk.refusal(request) ?? answerOf(page))
    if (page !== undefined) this.clock.advance(this.options.takesMs ?? 0)
    const vendorNow = this.clock.now() + (this.options.clockAheadMs ?? 0)
    if (fault !== undefined) return faulty(fault, answer, request.url, vendorNow)
    const headers = { 'content-type': 'application/json', date: new Date(vendorNow).toUTCString(), ...answer.headers }
    return { status: answer.status ?? 200, headers, body: answer.body }
  }

  #faultOf(number: number, page: FoundPage | undefined): Fault | undefined {
    const { fault, faults = [], pageFault } = this.options
    return (page && pageFault?.(page)) ?? fault?.(number) ?? scripted(faults, number)
  }

  #kindOf(request: EncodedRequest, page: FoundPage | undefined): Pick<ReceivedRequest, 'kind' | 'added' | 'place'> {
    if (page === undefined) return { kind: this.#desk.isOpen ? 'token' : 'unknown', added: [], place: undefined }
    const names = [...receivedRequest(request).members.keys()]
    return { kind: 'page', added: names.filter((name) => !page.asked.members.has(name)), place: page.place }
  }

  async #pageFor(request: EncodedRequest): Promise<FoundPage | undefined> {
    this.#pages ??= this.walks().then(byAddress)
    const received = receivedRequest(request)
    let [best, most]: [FoundPage | undefined, number] = [undefined, -1]
    for (const page of (await this.#pages).get(addressOf(received)) ?? []) {
      const like = likeness(page.asked, received)
      if (like > most) [best, most] = [page, like]
    }
    return best
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
      served.isParent ? {} : { ...edit, salt },
    )
    this.made.set(key, made)
    return made
  }

  #target({ endpoint, partitions, windows }: ServedEndpoint, partition: number, window: number): Target {
    const [one, when] = [partitions[partition], windows[window]]
    if (one === undefined || when === undefined) throw new RangeError(`${endpoint.name} has no such window`)
    return { base: this.connector.baseUrl, endpoint, partition: one, window: when, now: this.clock.now() }
  }
}

/** A connector that does not end must not keep a test from ending. */
const MOST_REQUESTS = 2_000

interface FoundPage extends ServedPage {
  readonly place: WalkPlace
  /** Of the page in its walk, from 0. */
  readonly index: number
}

function byAddress(walks: readonly ServedWalk[]): ReadonlyMap<string, readonly FoundPage[]> {
  const found = new Map<string, FoundPage[]>()
  for (const { pages, place } of walks) {
    for (const [index, page] of pages.entries()) {
      const address = addressOf(page.asked)
      const others = found.get(address) ?? []
      others.push({ ...page, place, index })
      found.set(address, others)
    }
  }
  return found
}

function addressOf({ method, path }: AskedRequest): string {
  return `${method} ${path}`
}

function answerOf({ reply: { body, headers } }: ServedPage): StandIn {
  return { headers, body: encodeJson(body) }
}

function scripted(faults: readonly ScriptedFault[], number: number): Fault | undefined {
  return faults.find(({ at, times = 1 }) => number >= at && number < at + times)?.fault
}
