/** Writes millionths of a dollar as exact dollars, without trailing zeros: `7.495948`, `7.5`, `0`, `-0.25`. */
export function formatMicros(micros: bigint): string {
  if (micros < 0n) return `-${formatMicros(-micros)}`
  const digits = micros.toString().padStart(7, '0')
  const fraction = digits.slice(-6).replace(/0+$/, '')
  return fraction === '' ? digits.slice(0, -6) : `${digits.slice(0, -6)}.${fraction}`
}
