import { Refusal } from './refusal.js'
import { readExactJson } from './wire-json.js'

/** The query of one request, decoded once, with the reading rules of the vendor. */
export class QueryParameters {
  readonly #values: ReadonlyMap<string, string>
  readonly #repeated: string | undefined

  /** @throws Refusal 12003 where the percent-encoding is broken. */
  constructor(query: string) {
    const values = new Map<string, string>()
    for (const pair of query.split('&').filter((part) => part !== '')) {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? []
      const key = decoded(name)
      if (values.has(key)) this.#repeated = key
      else values.set(key, decoded(value))
    }
    this.#values = values
  }

  text(name: string): string | undefined {
    return this.#values.get(name)
  }

  /** @throws Refusal 18001 where the parameter is absent or empty. */
  required(name: string): string {
    const value = this.#values.get(name)
    if (value === undefined || value === '') throw new Refusal(18001, name)
    return value
  }

  /** A plain integer from `min` to `max`, or `fallback` where it is absent. @throws Refusal 18002, 18003, 18004 */
  integer(name: string, bounds: { min: number; max: number; fallback: number }): number {
    const value = this.#values.get(name)
    if (value === undefined) return bounds.fallback
    if (!/^-?(0|[1-9]\d*)$/.test(value)) throw new Refusal(18002, name)
    const number = Number(value)
    if (number > bounds.max) throw new Refusal(18003, name)
    if (number < bounds.min) throw new Refusal(18004, name)
    return number
  }

  /** The JSON of a parameter that is no string, numbers kept exactly. @throws Refusal 12003 */
  json(name: string): unknown {
    const value = this.#values.get(name)
    if (value === undefined) return undefined
    try {
      return readExactJson(value)
    } catch {
      throw new Refusal(12003, name)
    }
  }

  /**
   * Refuses repeated names (18002: one parameter has one value) and names that the endpoint does not have (18009).
   * The vendor documents no code for either.
   */
  allowOnly(names: readonly string[]): void {
    if (this.#repeated !== undefined) throw new Refusal(18002, this.#repeated)
    for (const name of this.#values.keys()) if (!names.includes(name)) throw new Refusal(18009, name)
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new Refusal(12003)
  }
}
