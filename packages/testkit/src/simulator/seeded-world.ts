import { seededRandom } from './seeded-random.js'
import type { World } from './served-walk.js'

/** A world drawn by a seed: from one page to seven, each way for a list to end, a clock up to half an hour off. */
export function seededWorld(seed: number): World & { readonly clockAheadMs: number } {
  const random = seededRandom(seed)
  const upTo = (count: number): number => Math.floor(random.next() * count)
  return {
    pages: 1 + upTo(7),
    end: (['short', 'full', 'empty'] as const)[upTo(3)] ?? 'short',
    clockAheadMs: (upTo(61) - 30) * 60_000,
  }
}
