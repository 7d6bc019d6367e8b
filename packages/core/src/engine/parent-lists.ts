import type { BoundEndpoint, BoundPartition, PartitionsBelow } from '../contract/definition.js'
import type { OutlayError } from '../contract/errors.js'
import type { WindowRef } from '../contract/observer.js'
import type { Listed, Parent } from '../contract/partitioning.js'
import { parsePartition, partitionText } from '../partitions/partition-text.js'
import type { Connection } from './connection.js'
import { connectorError } from './connector-error.js'
import { observation } from './plan-windows.js'
import { type WindowContent, type WindowTask, windowRef } from './read-window.js'

/** What a parent's lists hold, by list and partition of the parent. */
type Lists = ReadonlyMap<string, readonly string[]>

/** A parent that could not be read: one failure, however many endpoints wait for it. */
export class ParentFailed extends Error {
  constructor(
    readonly window: WindowRef,
    readonly error: OutlayError,
  ) {
    super(error.message)
  }
}

/** What the parents of a connection list in one run: each parent is read once, whoever asks. */
export class ParentLists {
  readonly #read = new Map<string, Promise<Lists>>()

  /** `read` reads one observation of a parent, as any window is read; it bounds how many are under way. */
  constructor(
    private readonly connection: Connection,
    private readonly signal: AbortSignal,
    private readonly read: (task: WindowTask, signal: AbortSignal) => Promise<WindowContent>,
  ) {}

  /**
   * The endpoint with its partitions: those that its parents list, and with `known`, texts of partition keys, those among
   * them that no parent lists any more. Throws ParentFailed, and the signal's reason when it is aborted.
   */
  async resolve(endpoint: BoundEndpoint, known: ReadonlySet<string> = new Set()): Promise<BoundEndpoint> {
    const { below, ...rest } = endpoint
    if (below === undefined) return endpoint
    const lists = new Map<string, Lists>()
    for (const parent of below.parents) lists.set(parent.endpoint.name, await this.#listsOf(parent.endpoint))
    const listed: Listed = ({ listing }, key) => lists.get(listing.endpoint)?.get(listKey(listing.name, key)) ?? []
    const partitions = below.given(listed)
    const there = new Set(partitions.map(({ key }) => partitionText(key)))
    const gone = knownPartitions(below, new Set([...known].filter((text) => !there.has(text))))
    return { ...rest, partitions: [...partitions, ...gone.map((partition) => ({ ...partition, vanished: true }))] }
  }

  #listsOf(parent: BoundEndpoint): Promise<Lists> {
    const reading = this.#read.get(parent.name) ?? this.#readLists(parent)
    this.#read.set(parent.name, reading)
    return reading
  }

  /** All partitions of a parent; the first that fails ends the others. */
  async #readLists(parent: BoundEndpoint): Promise<Lists> {
    const endpoint = await this.resolve(parent)
    const stop = new AbortController()
    const signal = AbortSignal.any([this.signal, stop.signal])
    const readOne = async (partition: BoundPartition): Promise<readonly (readonly [string, readonly string[]])[]> => {
      const task = { endpoint, partition, window: observation(this.connection.clock.now()) }
      try {
        const { streams } = await this.read(task, signal)
        return streams.map(({ name, rows }) => [
          listKey(name, partition.key),
          [...new Set(rows.map(({ row }) => row.key))],
        ])
      } catch (error) {
        if (!signal.aborted) stop.abort(this.#failure(task, error))
        throw error
      }
    }
    const outcomes = await Promise.allSettled(endpoint.partitions.map(readOne))
    signal.throwIfAborted()
    return new Map(outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : [])))
  }

  #failure(task: WindowTask, error: unknown): ParentFailed {
    const window = windowRef(this.connection.name, task)
    return new ParentFailed(window, connectorError(this.connection, task.endpoint.name, error))
  }
}

function listKey(name: string, partition: BoundPartition['key']): string {
  return `${name} ${partitionText(partition)}`
}

/** The partitions that these texts of partition keys stand for, had their parents listed them. */
export function knownPartitions(below: PartitionsBelow, texts: ReadonlySet<string>): readonly BoundPartition[] {
  return [...texts].flatMap((text) => {
    const known = parsePartition(text)
    const listed = ({ name }: Parent, partition: BoundPartition['key']): readonly string[] => {
      const value = known[name]
      const isAbove = Object.entries(partition).every(([own, of]) => known[own] === of)
      return value === undefined || !isAbove ? [] : [value]
    }
    return below.given(listed).filter(({ key }) => partitionText(key) === text)
  })
}
