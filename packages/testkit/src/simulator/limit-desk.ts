import type { HttpRequest, JsonValue } from '@outlay/core'
import type { BoundConnector } from './bound.js'

type Limit = BoundConnector['limits'][number]

/** Who has a place, and who has to wait. */
export type Admission = { readonly leave: () => void } | { readonly waitMs: number }

/** The limits that a connector declares, kept by the vendor. It has one customer: whoever asks. */
export class LimitDesk {
  readonly #states = new Map<string, JsonValue>()
  readonly #inside = new Map<string, number>()

  constructor(private readonly limits: readonly Limit[]) {}

  /** Whether it matters how many requests are under way at once. */
  get countsPlaces(): boolean {
    return this.limits.some(({ concurrent }) => concurrent !== undefined)
  }

  /** Lets a request in, or says when it may come again; one that is refused counts for nothing. */
  admit(endpoint: string, request: HttpRequest, now: number): Admission {
    const limits = this.limits.filter((limit) => holdsFor(limit, endpoint))
    const rooms = limits.flatMap(({ concurrent, ...limit }) =>
      concurrent === undefined ? [] : [{ key: keyOf(limit, endpoint), concurrent }],
    )
    if (rooms.some(({ key, concurrent }) => this.#countOf(key) >= concurrent)) return { waitMs: SHORT_MS }
    const taken = limits.flatMap((limit) => {
      const weight = limit.weight?.({ endpoint, request }) ?? 1
      const key = keyOf(limit, endpoint)
      const slot = limit.reserve?.(this.#states.get(key), now, weight)
      return slot === undefined ? [] : [{ key, ...slot }]
    })
    const waitMs = Math.max(0, ...taken.map(({ startsAt }) => startsAt - now))
    if (waitMs > TOLERANCE_MS) return { waitMs }
    for (const { key, state } of taken) this.#states.set(key, state)
    this.#count(rooms, 1)
    return { leave: () => this.#count(rooms, -1) }
  }

  #count(rooms: readonly { readonly key: string }[], by: number): void {
    for (const { key } of rooms) this.#inside.set(key, this.#countOf(key) + by)
  }

  #countOf(key: string): number {
    return this.#inside.get(key) ?? 0
  }
}

/** Requests that leave in time may arrive bunched up, by so much at most. */
const TOLERANCE_MS = 250

/** Until one of those that are under way is answered. */
const SHORT_MS = 1_000

/** Calls for tokens take no place: they are made by requests that hold one. */
function holdsFor({ endpoints, across, concurrent }: Limit, endpoint: string): boolean {
  if (endpoint === TOKEN_ENDPOINT && across === 'credential' && concurrent !== undefined) return false
  return endpoints?.includes(endpoint) ?? true
}

/** Calls for tokens, as limits know them. */
export const TOKEN_ENDPOINT = '(token)'

function keyOf({ name, kind, across }: Pick<Limit, 'name' | 'kind' | 'across'>, endpoint: string): string {
  return `${name ?? kind} ${across === 'credential' ? '' : endpoint}`
}
