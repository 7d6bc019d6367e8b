import { addDecimals, compareDecimals, type JsonValue, shiftDecimal } from '@outlay/core'
import {
  decimalText,
  inFormOf,
  isMembers,
  type Leaf,
  leavesOf,
  type Place,
  placeText,
  withValueAt,
} from './json-place.js'
import type { Target } from './replay.js'
import { isWhole, keysText, type Seen, type Shown } from './seen-rows.js'
import { atInstant, spanOf, type TimeLeaf, timeLeaves } from './time-leaf.js'

/** A field that shows a leaf's number: shifted by so many digits, or as text. */
export interface ShownField {
  readonly stream: string
  /** `charge.billed` for what is billed. */
  readonly field: string
  readonly type: string
  /** `2`: the leaf's 1300 is the field's 13.00. */
  readonly shift: number
}

/** A number of a record that fields show. */
export interface NumberLeaf extends Leaf {
  readonly shown: readonly ShownField[]
}

/** Makes records after one of the sample's: each distinct, each of its window. */
export interface RecordMaker {
  readonly prototype: JsonValue
  readonly times: readonly TimeLeaf[]
  /** Leaves whose number fields show. */
  readonly numbers: readonly NumberLeaf[]
  /** Tells records apart; absent where only their times do, or nothing does. */
  readonly unique: { readonly place: Place; readonly vary: (serial: number) => JsonValue } | undefined
  /** How long one lasts by its own times, milliseconds. */
  readonly span: number
  readonly make: (serial: number, ms: number, target: Target) => JsonValue
}

/** Learns from one documented record what tells its like apart, when they happen, and which numbers they show. */
export async function learnRecord(prototype: JsonValue, target: Target, shown: Shown): Promise<RecordMaker> {
  const times = timeLeaves(prototype)
  const timed = await retimed(prototype, times, target, shown)
  const moving = timed === prototype ? [] : times
  const stampless = leavesOf(timed).filter(({ place }) => !isAmong(place, moving))
  const base = await shown(timed)
  const unique = base && (await uniqueLeaf(timed, stampless, base, target, shown))
  const numbers = base === undefined ? [] : await numberLeaves(timed, stampless, unique?.place, shown)
  const amounts = numbers.filter(({ shown: fields }) =>
    fields.some(({ type }) => type === 'money' || type === 'decimal'),
  )
  return {
    prototype,
    times: moving,
    numbers,
    unique,
    span: spanOf(moving),
    make: (serial, ms, at) => {
      const moved = atInstant(prototype, moving, ms, zoneOf(at), (instant) => dateOf(at, instant))
      const told = unique === undefined ? moved : withValueAt(moved, unique.place, unique.vary(serial))
      return amounts.reduce((record, leaf) => withValueAt(record, leaf.place, grown(leaf, serial % 7)), told)
    },
  }
}

/** The zone of a target's dates. */
export function zoneOf({ endpoint }: Target): string {
  return endpoint.calendar?.timeZone ?? 'UTC'
}

/** The local date of an instant. */
export function dateOf({ endpoint }: Target, ms: number): string {
  return endpoint.calendar?.dateOf(ms) ?? new Date(ms).toISOString().slice(0, 10)
}

/** The sample's own times are those of the day that it was written: records of a window have the window's. */
async function retimed(
  prototype: JsonValue,
  times: readonly TimeLeaf[],
  target: Target,
  shown: Shown,
): Promise<JsonValue> {
  if (times.length === 0) return prototype
  const ms = target.window.startSeconds * 1000
  const moved = atInstant(prototype, times, ms, zoneOf(target), (instant) => dateOf(target, instant))
  const after = await shown(moved)
  return after !== undefined && after.rows.length > 0 ? moved : prototype
}

function isAmong(place: Place, leaves: readonly { readonly place: Place }[]): boolean {
  return leaves.some((leaf) => placeText(leaf.place) === placeText(place))
}

/** The first leaf that gives every record a key of its own; what is called an id comes first. */
async function uniqueLeaf(
  record: JsonValue,
  leaves: readonly Leaf[],
  base: Seen,
  target: Target,
  shown: Shown,
): Promise<RecordMaker['unique']> {
  const likely = (leaf: Leaf): number => (ID_NAME.test(String(leaf.place.at(-1))) ? 0 : 1)
  for (const { place, value } of [...leaves].sort((a, b) => likely(a) - likely(b))) {
    for (const vary of variations(value)) {
      const keys = new Set([keysText(base)])
      for (const serial of TRIED) {
        const after = await shown(withValueAt(record, place, vary(serial)))
        if (after && after.rows.length === base.rows.length && isWhole(after, target.window)) keys.add(keysText(after))
      }
      if (keys.size === TRIED.length + 1) return { place, vary }
    }
  }
  return undefined
}

const ID_NAME = /id$|^id|no$|num$|number|code|key|uuid|sn$|order|serial/i
const TRIED = [1, 2, 1001, 7_000_002]

/** Ways of telling one value from the next. */
function variations(value: Leaf['value']): readonly ((serial: number) => JsonValue)[] {
  const number = decimalText(value)
  if (number !== undefined) return [(serial) => inFormOf(value, addDecimals(number, String(serial)))]
  if (typeof value !== 'string') return []
  const digits = (serial: number): string => String(serial).padStart(12, '0')
  return [
    (serial) => `${value}-${serial}`,
    (serial) => `${value}${serial}`,
    (serial) => value.slice(0, -12) + digits(serial),
  ]
}

/** The leaves whose number is a number, or the text, of a field. */
async function numberLeaves(
  record: JsonValue,
  leaves: readonly Leaf[],
  unique: Place | undefined,
  shown: Shown,
): Promise<readonly NumberLeaf[]> {
  const found: NumberLeaf[] = []
  for (const leaf of leaves) {
    if (decimalText(leaf.value) === undefined) continue
    const [seven, thirteen] = [
      await shown(withValueAt(record, leaf.place, inFormOf(leaf.value, '7'))),
      await shown(withValueAt(record, leaf.place, inFormOf(leaf.value, '13'))),
    ]
    if (seven === undefined || thirteen === undefined || seven.rows.length !== thirteen.rows.length) continue
    const fields = seven.rows.flatMap((row, index) => {
      const other = thirteen.rows[index]
      return other === undefined ? [] : shownFields(row.row, other.row)
    })
    const isUnique = unique !== undefined && placeText(unique) === placeText(leaf.place)
    if (fields.length > 0)
      found.push({ ...leaf, shown: isUnique ? fields.map((field) => ({ ...field, type: 'string' })) : fields })
  }
  return found
}

type Row = Seen['rows'][number]['row']

function shownFields(seven: Row, thirteen: Row): readonly ShownField[] {
  const numbersOf = (row: Row): readonly (readonly [string, string, JsonValue | undefined])[] => [
    ...row.stream.fields.map(({ name, type }) => [name, type, amountOf(row.record[name])] as const),
    ['charge.billed', 'money', row.charge?.billed?.amount] as const,
  ]
  const others = numbersOf(thirteen)
  return numbersOf(seven).flatMap(([field, type, value], index) => {
    const shift = SHIFTS.find((digits) => isShifted('7', digits, value) && isShifted('13', digits, others[index]?.[2]))
    return shift === undefined ? [] : [{ stream: seven.stream.name, field, type, shift }]
  })
}

/** Vendors count in units, hundredths (fen, cents), thousandths, millionths or billionths. */
const SHIFTS = [0, 2, 3, 4, 6, 8, 9]

function isShifted(sent: string, digits: number, value: JsonValue | undefined): boolean {
  const text = decimalText(value)
  return text !== undefined && compareDecimals(text, shiftDecimal(sent, -digits)) === 0
}

function amountOf(value: unknown): JsonValue | undefined {
  if (typeof value === 'string' || typeof value === 'number') return value
  const amount = isMembers(value as JsonValue) ? (value as { amount?: JsonValue }).amount : undefined
  return amount
}

function grown({ value }: NumberLeaf, by: number): JsonValue {
  return inFormOf(value, addDecimals(decimalText(value) ?? '0', String(by)))
}
