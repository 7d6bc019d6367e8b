/** A well-mixed whole number from 0 to 2^32 - 1 that depends on nothing but its arguments (MurmurHash3 over int32s). */
export function seededNumber(seed: number, ...parts: readonly number[]): number {
  let hash = seed | 0
  for (const part of parts) {
    const mixed = Math.imul(rotate(Math.imul(part | 0, 0xcc9e2d51), 15), 0x1b873593)
    hash = (Math.imul(rotate(hash ^ mixed, 13), 5) + 0xe6546b64) | 0
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
