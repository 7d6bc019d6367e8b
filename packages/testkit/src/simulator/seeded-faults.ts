import { type Fault, type FaultKind, PASSING } from './fault.js'
import { seededRandom } from './seeded-random.js'

/** What {@link seededFaults} draws from. */
export interface SeededFaultOptions {
  /** How many of all requests fail, from 0 to 1. Default a third. */
  readonly share?: number
  /** Default: what passes when it is tried again, throttling left out, and hosts that cannot be reached. */
  readonly kinds?: readonly FaultKind[]
}

/** Throttling is left out: with its pauses, a storm would be a suspended run. */
const STORM: readonly FaultKind[] = [...PASSING.filter((kind) => !kind.startsWith('retry-after')), 'unreachable']

/** Faults drawn by a seed, request by request: the same seed, the same storm. For the `fault` of a vendor. */
export function seededFaults(
  seed: number,
  { share = 1 / 3, kinds = STORM }: SeededFaultOptions = {},
): () => Fault | undefined {
  const random = seededRandom(seed)
  return () => (random.next() < share ? kinds[Math.floor(random.next() * kinds.length)] : undefined)
}
