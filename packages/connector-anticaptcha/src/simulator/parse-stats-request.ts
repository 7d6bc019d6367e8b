import { isIP } from 'node:net'
import { INPUT_ERROR, VendorRefusal } from './vendor-refusal.js'

/** A well-formed call of getSpendingStats. */
export interface StatsRequest {
  /** Start of the wanted hours, in seconds since the epoch. */
  readonly date: number | undefined
  readonly queue: string | undefined
  readonly softId: number | undefined
  readonly ip: string | undefined
}

const PROPERTIES: ReadonlySet<string> = new Set(['clientKey', 'date', 'queue', 'softId', 'ip'])
// Ten digits reach the year 2286; the milliseconds of any day since 1970-04 have more.
const LAST_SECOND = 9_999_999_999

/**
 * Checks the properties of a call strictly: none unknown, none null, each of its documented type.
 *
 * @param body - the parsed body, for its values
 * @param text - the body as received, for how its numbers are written
 * @throws VendorRefusal with the input error.
 */
export function parseStatsRequest(body: ReadonlyMap<string, unknown>, text: string): StatsRequest {
  for (const name of body.keys()) {
    if (!PROPERTIES.has(name)) throw refuse('request has an unknown property')
  }
  return {
    date: optional(body, 'date', (value) => {
      if (typeof value !== 'number' || !isWrittenAsInteger(text, 'date') || !within(value, 0, LAST_SECOND)) {
        throw refuse('date must be an integer of seconds since 1970')
      }
      return value
    }),
    queue: optional(body, 'queue', (value) => {
      if (typeof value !== 'string' || value === '') throw refuse('queue must be a string')
      return value
    }),
    softId: optional(body, 'softId', (value) => {
      const inRange = typeof value === 'number' && within(value, 1, Number.MAX_SAFE_INTEGER)
      if (!inRange || !isWrittenAsInteger(text, 'softId')) throw refuse('softId must be an integer')
      return value
    }),
    ip: optional(body, 'ip', (value) => {
      if (typeof value !== 'string' || isIP(value) === 0) throw refuse('ip must be an IP address')
      return value
    }),
  }
}

function optional<T>(body: ReadonlyMap<string, unknown>, name: string, parse: (value: unknown) => T): T | undefined {
  return body.has(name) ? parse(body.get(name)) : undefined
}

function within(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most
}

// 1672185600.0 and 16721856e2 parse to integers but are floats to the vendor. A string value cannot imitate the
// pattern: the quotes inside it are escaped.
function isWrittenAsInteger(text: string, name: string): boolean {
  return new RegExp(`"${name}"\\s*:\\s*\\d+\\s*[,}]`).test(text)
}

function refuse(message: string): VendorRefusal {
  return new VendorRefusal(INPUT_ERROR, message)
}
