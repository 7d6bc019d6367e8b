import { INPUT_ERROR, VendorRefusal } from './vendor-refusal.js'

/** A request's body: its properties, and the text that they were read from, which shows how numbers are written. */
export interface RequestBody {
  readonly properties: ReadonlyMap<string, unknown>
  readonly text: string
}

/**
 * Refuses every property that the method does not document.
 *
 * @throws VendorRefusal with the input error.
 */
export function refuseUnknown({ properties }: RequestBody, known: readonly string[]): void {
  for (const name of properties.keys()) if (!known.includes(name)) throw inputRefusal('request has an unknown property')
}

/**
 * Reads a property, or says that it is absent; `null` is a value, and one that no method takes.
 *
 * @throws what `parse` throws.
 */
export function optional<T>(body: RequestBody, name: string, parse: (value: unknown) => T): T | undefined {
  return body.properties.has(name) ? parse(body.properties.get(name)) : undefined
}

/**
 * Reads an integer that must be there, written as one.
 *
 * @throws VendorRefusal with the input error.
 */
export function integer(body: RequestBody, name: string, least = 1, most = Number.MAX_SAFE_INTEGER): number {
  const value = body.properties.get(name)
  if (Number.isSafeInteger(value) && typeof value === 'number' && value >= least && value <= most) {
    if (isWrittenAsInteger(body.text, name)) return value
  }
  throw inputRefusal(`${name} must be an integer`)
}

// 1672185600.0 and 16721856e2 parse to integers but are floats to the vendor. A string value cannot imitate the
// pattern: the quotes inside it are escaped.
function isWrittenAsInteger(text: string, name: string): boolean {
  return new RegExp(`"${name}"\\s*:\\s*\\d+\\s*[,}]`).test(text)
}

/** The refusal of malformed input. */
export function inputRefusal(message: string): VendorRefusal {
  return new VendorRefusal(INPUT_ERROR, message)
}
