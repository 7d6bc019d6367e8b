import { isIP } from 'node:net'
import { inputRefusal, integer, optional, type RequestBody, refuseUnknown } from './read-property.js'

/** A well-formed call of getSpendingStats. */
export interface StatsRequest {
  /** Start of the wanted hours, in seconds since the epoch. */
  readonly date: number | undefined
  readonly queue: string | undefined
  readonly softId: number | undefined
  readonly ip: string | undefined
}

// Ten digits reach the year 2286; the milliseconds of any day since 1970-04 have more.
const LAST_SECOND = 9_999_999_999

/**
 * Checks the properties of a call strictly: none unknown, none null, each of its documented type.
 *
 * @throws VendorRefusal with the input error.
 */
export function parseStatsRequest(body: RequestBody): StatsRequest {
  refuseUnknown(body, ['clientKey', 'date', 'queue', 'softId', 'ip'])
  return {
    date: optional(body, 'date', () => integer(body, 'date', 0, LAST_SECOND)),
    queue: optional(body, 'queue', (value) => {
      if (typeof value !== 'string' || value === '') throw inputRefusal('queue must be a string')
      return value
    }),
    softId: optional(body, 'softId', () => integer(body, 'softId')),
    ip: optional(body, 'ip', (value) => {
      if (typeof value !== 'string' || isIP(value) === 0) throw inputRefusal('ip must be an IP address')
      return value
    }),
  }
}
