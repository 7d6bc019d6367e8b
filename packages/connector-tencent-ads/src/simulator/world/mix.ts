/** A well-spread unsigned 32-bit number out of integers: the same on every machine and in every run. */
export function mix(...parts: readonly number[]): number {
  let hash = 0x9e3779b9
  for (const part of parts) hash = scramble(hash ^ Math.imul(part, 0xcc9e2d51)) + 0x9e3779b9
  return scramble(hash) >>> 0
}

/** The same out of a text. */
export function mixText(text: string): number {
  return mix(text.length, ...Array.from(text, (character) => character.codePointAt(0) ?? 0))
}

/** The same with 64 bits. */
export function mix64(...parts: readonly number[]): bigint {
  return (BigInt(mix(...parts, 1)) << 32n) | BigInt(mix(...parts, 2))
}

function scramble(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
