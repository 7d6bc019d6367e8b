import type { HttpRequest, JsonValue, Window } from '@outlay/core'
import { urlOf } from './asked-request.js'
import type { BoundEndpoint, BoundPartition, FinishedRows, PageContent, PageResult } from './bound.js'

/** One window of one partition of an endpoint: what a walk is made of. */
export interface Target {
  readonly base: URL
  readonly endpoint: BoundEndpoint
  readonly partition: BoundPartition
  readonly window: Window
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** A reply as the declaration sees it. */
export interface PageBody {
  readonly body: JsonValue
  readonly headers: Readonly<Record<string, string>>
}

/** Where a walk stands after some replies. */
export interface Replayed {
  /** What it has asked for; the last one is not answered yet, unless it has ended. */
  readonly requests: readonly HttpRequest[]
  readonly ended: boolean
  readonly contents: readonly PageContent[]
  /** Absent for endpoints with a loop of their own: it tells nothing of its pages. */
  readonly results: readonly PageResult[]
}

/** Drives a declaration through replies that it did not ask anybody for. Throws what the declaration throws. */
export async function replay(target: Target, replies: readonly PageBody[]): Promise<Replayed> {
  const { endpoint, partition, window, now } = target
  const streams = new Set(endpoint.streams.map(({ info }) => info.name))
  const walk = partition.walk(window, { now: () => now, streams })
  if (walk.kind === 'generated') return replayLoop(walk.read, replies)
  const requests: HttpRequest[] = []
  const contents: PageContent[] = []
  const results: PageResult[] = []
  let step: typeof walk.first | undefined = walk.first
  for (const { body, headers } of replies) {
    if (step === undefined) break
    const request = step.request()
    requests.push(request)
    const result: PageResult = step.read(body, { headers, url: urlOf(target.base, request), bytes: 0 })
    results.push(result)
    contents.push(result.content())
    step = result.next
  }
  if (step !== undefined) requests.push(step.request())
  return { requests, ended: step === undefined, contents, results }
}

/** The rows that a walk's contents come to, by stream. */
export function finished({ endpoint, window }: Target, contents: readonly PageContent[]): Map<string, FinishedRows> {
  return new Map(
    endpoint.streams.map(({ info: { name }, finish }) => [
      name,
      finish(
        contents.flatMap(({ entries }) => entries.get(name) ?? []),
        window,
      ),
    ]),
  )
}

/** Stops a loop where it asks for a reply that is not there yet. */
class Unanswered extends Error {}

async function replayLoop(
  read: (call: (request: HttpRequest) => Promise<JsonValue>) => AsyncIterable<PageContent>,
  replies: readonly PageBody[],
): Promise<Replayed> {
  const requests: HttpRequest[] = []
  const contents: PageContent[] = []
  const call = async (request: HttpRequest): Promise<JsonValue> => {
    requests.push(request)
    const reply = replies[requests.length - 1]
    if (reply === undefined) throw new Unanswered()
    return reply.body
  }
  try {
    for await (const content of read(call)) contents.push(content)
  } catch (error) {
    if (error instanceof Unanswered) return { requests, ended: false, contents, results: [] }
    throw error
  }
  return { requests, ended: true, contents, results: [] }
}
