import { type Fault, PASSING } from './fault.js'
import { seededRandom } from './seeded-random.js'

/** What {@link seededFaults} draws from. */
export interface SeededFaultOptions {
  /** How many of all requests fail, from 0 to 1. Default a third. */
  readonly share?: number
  /** Default: what passes when it is tried again, throttling left out, and hosts that cannot be reached. */
  readonly kinds?: readonly Fault[]
}

/** Throttling is left out: with its pauses, a storm would be a suspended run. */
const STORM: readonly Fault[] = [...PASSING.filter((kind) => !kind.startsWith('retry-after')), 'unreachable']

/**
 * Faults drawn by a seed for what is asked, and for how often it was asked before: the same seed, the same storm, in
 * whatever order requests arrive. For the `fault` of a vendor.
 */
export function seededFaults(
  seed: number,
  { share = 1 / 3, kinds = STORM }: SeededFaultOptions = {},
): (request: number, asked: string) => Fault | undefined {
  const times = new Map<string, number>()
  return (_request, asked) => {
    const time = (times.get(asked) ?? 0) + 1
    times.set(asked, time)
    const random = seededRandom(hashOf(`${seed} ${time} ${asked}`))
    return random.next() < share ? kinds[Math.floor(random.next() * kinds.length)] : undefined
  }
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  return [...Buffer.from(text)].reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5)
}
