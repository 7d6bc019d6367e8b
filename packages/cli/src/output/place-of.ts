import type { WindowRef } from '@outlay/core'
import * as z from 'zod'
import { oneLine } from './one-line.js'

/** Where something happened, for people: `statement 2026-11-19T00:00:00Z`, or with a partition `usage, account 25610, 2026-…`. */
export function placeOf({ endpoint, partition, start }: WindowRef): string {
  const names = Object.entries(KEY.parse(JSON.parse(partition))).map(([name, value]) => `${name} ${readable(value)}`)
  return names.length === 0 ? `${endpoint} ${start}` : [endpoint, ...names, start].join(', ')
}

/** Texts, by the contract; a plugin in JavaScript may not have read it. */
const KEY = z.record(z.string(), z.coerce.string())

/** As it is where it cannot be taken for anything else; a vendor's list may hold whatever it likes. */
function readable(value: string): string {
  return /^[\p{L}\p{N}_.:@/+-]+$/u.test(value) ? value : oneLine(JSON.stringify(value))
}
