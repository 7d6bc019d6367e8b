/**
 * A repeatable stream of numbers in [0, 1): the same key always gives the same stream.
 * The key is hashed (FNV-1a, then a finalizing mix) into the state of a mulberry32 generator: quick, and even enough
 * for a made-up world.
 */
export function seededRandom(key: string): () => number {
  let state = mix(fnv1a(key))
  return () => {
    state = (state + 0x6d2b79f5) | 0
    return mix(state) / 0x1_0000_0000
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 15), value | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return (mixed ^ (mixed >>> 14)) >>> 0
}
