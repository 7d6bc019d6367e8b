import type { JsonValue } from '@outlay/core'
import { decimalText, inFormOf, type Leaf, leavesOf, type Place, withValueAt } from './json-place.js'

/** A leaf of a documented record that states a time, and how it writes one. */
export interface TimeLeaf {
  readonly place: Place
  /** Finer than a day. */
  readonly fine: boolean
  /** What the sample says, milliseconds; only differences between leaves mean anything. */
  readonly ms: number
  /** The vendor's way of writing an instant: `ms` since the epoch, in a zone where the form names none. */
  readonly write: (ms: number, zone: string, date: (ms: number) => string) => JsonValue
}

/** The leaves of a record that look like times: by their form, and numbers by their name as well. */
export function timeLeaves(record: JsonValue): readonly TimeLeaf[] {
  return leavesOf(record).flatMap((leaf) => timeLeaf(leaf) ?? [])
}

/** The record at another instant: the earliest of its times is `ms`, the others keep their distance from it. */
export function atInstant(
  record: JsonValue,
  leaves: readonly TimeLeaf[],
  ms: number,
  zone: string,
  date: (ms: number) => string,
): JsonValue {
  return leaves.reduce((moved, leaf) => {
    const anchor = earliest(leaves.filter(({ fine }) => fine === leaf.fine))
    return withValueAt(moved, leaf.place, leaf.write(ms + leaf.ms - anchor, zone, date))
  }, record)
}

/** How long a record lasts by its own times, milliseconds. */
export function spanOf(leaves: readonly TimeLeaf[]): number {
  const fine = leaves.filter((leaf) => leaf.fine).map(({ ms }) => ms)
  return fine.length === 0 ? 0 : Math.max(...fine) - Math.min(...fine)
}

function earliest(leaves: readonly TimeLeaf[]): number {
  return Math.min(...leaves.map(({ ms }) => ms))
}

function timeLeaf({ place, value }: Leaf): TimeLeaf | undefined {
  const name = String(place.findLast((part) => typeof part === 'string') ?? '')
  const number = decimalText(value)
  if (number !== undefined) return TIME_NAME.test(name) ? numericTime(place, value, number) : undefined
  return typeof value === 'string' ? writtenTime(place, value) : undefined
}

const TIME_NAME =
  /time|date|day|month|hour|stamp|(_at|At|_ts|Ts)$|^(at|ts|from|till|until|start|end|begin)|start|end$|created|updated|period|since/i

function numericTime(place: Place, form: JsonValue, text: string): TimeLeaf | undefined {
  const own = (fine: boolean, ms: number, textOf: (at: number, on: string) => string): TimeLeaf => ({
    place,
    fine,
    ms,
    write: (at, _zone, date) => inFormOf(form, textOf(at, date(at))),
  })
  if (/^[12]\d{9}$/.test(text)) return own(true, Number(text) * 1000, (at) => String(Math.floor(at / 1000)))
  if (/^[12]\d{12}$/.test(text)) return own(true, Number(text), String)
  const [, year, month, day] = /^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)$/.exec(text) ?? []
  if (day !== undefined) {
    return own(false, Date.UTC(Number(year), Number(month) - 1, Number(day)), (_at, on) => on.replaceAll('-', ''))
  }
  return undefined
}

function writtenTime(place: Place, text: string): TimeLeaf | undefined {
  const own = (fine: boolean, ms: number, write: TimeLeaf['write']): TimeLeaf => ({ place, fine, ms, write })
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return own(false, Date.parse(text), (ms, _zone, date) => date(ms))
  if (/^\d{4}-\d\d$/.test(text)) return own(false, Date.parse(`${text}-01`), (ms, _zone, date) => date(ms).slice(0, 7))
  const [, gap = 'T', fraction = '', zoned = ''] = INSTANT.exec(text) ?? []
  if (!INSTANT.test(text)) return undefined
  const sampled = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2') + (zoned === '' ? 'Z' : ''))
  return own(true, sampled, (ms, zone) => {
    const offset = zoned === '' ? zoneOffset(ms, zone) : offsetOf(zoned)
    const local = new Date(ms + offset).toISOString()
    const seconds = /:\d\d:\d\d/.test(text) ? local.slice(11, 19) : local.slice(11, 16)
    return `${local.slice(0, 10)}${gap}${seconds}${fraction}${zoned}`
  })
}

const INSTANT = /^\d{4}-\d\d-\d\d([T ])\d\d:\d\d(?::\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/

function offsetOf(zoned: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zoned) ?? []
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** How far a zone's clocks are ahead of UTC at an instant, milliseconds. */
function zoneOffset(ms: number, zone: string): number {
  const options = { timeZone: zone, hourCycle: 'h23', dateStyle: 'short', timeStyle: 'medium' } as const
  const [, year, month, day, time] =
    /^(\d{4})-(\d\d)-(\d\d),? (\d\d:\d\d:\d\d)/.exec(new Intl.DateTimeFormat('sv-SE', options).format(ms)) ?? []
  return Date.parse(`${year}-${month}-${day}T${time}Z`) - Math.floor(ms / 1000) * 1000
}
