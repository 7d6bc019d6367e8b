import { createHash } from 'node:crypto'

/** Eight numbers below 2^32, read by position 0 to 7, that depend on nothing but the parts they were drawn for. */
export type Draw = (position: number) => number

/** Draws the numbers that belong to the parts; the same parts give the same numbers in every process. */
export function draw(...parts: readonly (string | number)[]): Draw {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest()
  return (position) => digest.readUInt32BE(position * 4)
}
