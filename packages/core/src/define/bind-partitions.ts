import type { BoundEndpoint, BoundPartition, PartitionsBelow } from '../contract/definition.js'
import { ConfigError } from '../contract/errors.js'
import type { Listed, Partitioning, PartitionKey } from '../contract/partitioning.js'
import { partitionText } from '../partitions/partition-text.js'

/** Endpoints bound for their lists, by name. */
export type BoundParents = ReadonlyMap<string, BoundEndpoint>

/** The partitions of an endpoint, or how they follow from its parents. Throws a ConfigError for a value that stands twice in the config. */
export function bindPartitions<C, P>(
  endpoint: string,
  partitioning: Partitioning<C, P>,
  config: C,
  parents: BoundParents,
  walkOf: (key: PartitionKey<P>) => BoundPartition['walk'],
): Pick<BoundEndpoint, 'partitions' | 'below'> {
  const given = (listed?: Listed): readonly BoundPartition[] =>
    eachOnce(endpoint, partitioning.keys(config, listed)).map((key) => ({ key: key.key, walk: walkOf(key) }))
  if (partitioning.parents === undefined) return { partitions: given() }
  given(() => ['any']) // what is wrong with the config is found now, not when the parents have been read
  return { partitions: [], below: { parents: boundParents(partitioning.parents, parents), given } }
}

function boundParents(
  parents: NonNullable<Partitioning<never, unknown>['parents']>,
  bound: BoundParents,
): PartitionsBelow['parents'] {
  return parents.flatMap((parent) => {
    const endpoint = bound.get(parent.listing.endpoint)
    return endpoint === undefined ? [] : [{ parent, endpoint }]
  })
}

/** A value that stands twice in a config would be read twice, and `read` would give its spend twice. */
function eachOnce<P>(endpoint: string, keys: readonly PartitionKey<P>[]): readonly PartitionKey<P>[] {
  const seen = new Set<string>()
  const repeated = keys.find(({ key }) => {
    const text = partitionText(key)
    if (seen.has(text)) return true
    seen.add(text)
    return false
  })
  if (repeated === undefined) return keys
  const which = Object.entries(repeated.key).map(([name, value]) => `${name} "${value}"`)
  throw new ConfigError({ message: `${endpoint} would be read twice for ${which.join(', ')}: name each value once` })
}
