/** An exact decimal: `units` x 10^-`scale`. */
export interface ExactDecimal {
  readonly units: bigint
  readonly scale: number
}

/** @throws RangeError where `text` is not a plain decimal from 0, such as `12` or `0.0625`. */
export function parseDecimal(text: string): ExactDecimal {
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(text)
  if (!parts) throw new RangeError(`not a decimal number: ${text}`)
  const fraction = parts[2] ?? ''
  return { units: BigInt(`${parts[1]}${fraction}`), scale: fraction.length }
}

/** `0` for zero, else without trailing zeros beyond the second decimal: `13.00`, `0.0625`. */
export function decimalText({ units, scale }: ExactDecimal): string {
  if (units === 0n) return '0'
  const digits = units.toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${whole}.${fraction.padEnd(2, '0')}`
}
