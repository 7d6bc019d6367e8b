import { ExactNumber } from './exact-number.js'
import type { JsonValue } from './json-value.js'
import { MAX_INTEGER_DIGITS } from './number-token.js'
import { type ObjectMaker, objectMaker } from './object-maker.js'

/** A record as it is decoded. */
export type DecodedRecord = { [key: string]: JsonValue }

/**
 * The form of a record: its own text, with a hole for every scalar. The records of a list mostly differ in their scalars
 * only, and one regular expression finds all of those faster than a walk over the characters does.
 *
 * The holes take what RFC 8259 allows and nothing else: what a pattern finds is right, and what is wrong it does not find.
 */
export class RecordPattern {
  readonly #expression: RegExp
  readonly #last: LastStrings = { tokens: [], values: [] }

  private constructor(
    source: string,
    private readonly form: Form,
  ) {
    this.#expression = new RegExp(source, 'y')
  }

  /**
   * The pattern of one object.
   *
   * @param text - an object in JSON, known to be right, without anything around it
   * @returns undefined for one that holds an array, is large, or has keys that objects do not keep as they come: those of
   *   Object.prototype, whole numbers, a key twice
   */
  static of(text: string): RecordPattern | undefined {
    if (text.length > MAX_LENGTH) return undefined
    const form = formOf(JSON.parse(text))
    if (form === undefined) return undefined
    const keys: string[] = []
    let holes = 0
    const source = text.replace(TOKENS, (token, key, scalar) => {
      if (key !== undefined) keys.push(JSON.parse(key))
      if (scalar === undefined) return literally(token)
      holes += 1
      return SCALAR
    })
    const isKept = JSON.stringify(keys) === JSON.stringify(keysIn(form))
    return isKept && holes > 0 && holes <= MAX_HOLES ? new RecordPattern(source, form) : undefined
  }

  /** How many objects are nested in each other: 1 for a flat record. */
  get levels(): number {
    return this.form.levels
  }

  /** The object that begins at `start`, where it has this form; {@link end} is then where it ends. */
  find(text: string, start: number): DecodedRecord | undefined {
    this.#expression.lastIndex = start
    const scalars = this.#expression.exec(text)
    return scalars === null ? undefined : objectOf(this.form, { scalars, next: 1, last: this.#last })
  }

  /** Offset behind the closing brace of the object that was found last. */
  get end(): number {
    return this.#expression.lastIndex
  }

  /** Lets go of the record that was found last. */
  forget(): void {
    this.#last.tokens.length = 0
    this.#last.values.length = 0
  }
}

/** The form of an object. */
interface Form {
  readonly keys: readonly string[]
  /** In the order of the keys: undefined for a scalar, else the form of an object within. */
  readonly members: readonly (Form | undefined)[]
  readonly levels: number
  readonly make: ObjectMaker
}

function formOf(object: object): Form | undefined {
  const keys = Object.keys(object)
  const members: (Form | undefined)[] = []
  const values: readonly unknown[] = Object.values(object)
  for (const value of values) {
    const isObject = typeof value === 'object' && value !== null
    const form = isObject && !Array.isArray(value) ? formOf(value) : undefined
    if (isObject && form === undefined) return undefined
    members.push(form)
  }
  if (keys.some((key) => key in Object.prototype)) return undefined
  return {
    keys,
    members,
    levels: 1 + Math.max(0, ...members.map((form) => form?.levels ?? 0)),
    make: objectMaker(keys),
  }
}

function keysIn({ keys, members }: Form): readonly string[] {
  return keys.flatMap((key, index) => {
    const form = members[index]
    return form === undefined ? [key] : [key, ...keysIn(form)]
  })
}

/**
 * The strings of the record that was found last, by their hole, as they stood there and as they are. Days, states and
 * names repeat from record to record: a string that is kept once for all of them is neither made nor copied again.
 */
interface LastStrings {
  readonly tokens: string[]
  readonly values: string[]
}

/** What the holes of a pattern held, and which of them is the next to be taken. */
interface Holes {
  readonly scalars: RegExpExecArray
  readonly last: LastStrings
  next: number
}

function objectOf({ members, make }: Form, holes: Holes): DecodedRecord {
  const values = new Array<JsonValue>(members.length)
  for (let index = 0; index < members.length; index += 1) {
    const form = members[index]
    values[index] = form === undefined ? scalarOf(holes, holes.next++) : objectOf(form, holes)
  }
  return make(values)
}

function scalarOf({ scalars, last }: Holes, hole: number): JsonValue {
  const token = scalars[hole] ?? ''
  switch (token.charCodeAt(0)) {
    case QUOTE:
      return stringOf(token, last, hole)
    case LOWER_N:
      return null
    case LOWER_T:
      return true
    case LOWER_F:
      return false
    default:
      return numberOf(token)
  }
}

function stringOf(token: string, { tokens, values }: LastStrings, hole: number): string {
  const known = values[hole]
  if (known !== undefined && tokens[hole] === token) return known
  const value = token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1)
  tokens[hole] = token
  values[hole] = value
  return value
}

/** As {@link decodeJson} has it: a number for at most 15 digits, else the token. */
function numberOf(token: string): number | ExactNumber {
  const first = token.charCodeAt(0) === MINUS ? 1 : 0
  let value = 0
  let at = first
  if (token.length - first <= MAX_INTEGER_DIGITS) {
    for (; at < token.length; at += 1) {
      const digit = token.charCodeAt(at) - ZERO
      if (!(digit >= 0 && digit <= 9)) break
      value = value * 10 + digit
    }
  }
  if (at < token.length || (value === 0 && first === 1)) return new ExactNumber(token, token.length)
  return first === 1 ? -value : value
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

/** Longer records are rare, and expressions of their size slow to make. */
const MAX_LENGTH = 8_192
const MAX_HOLES = 100

const WITHIN = '[^"\\\\\\u0000-\\u001f]*'
/** A string with more escapes than this is left to the reader: the expression's memory is bounded. */
const MAX_ESCAPES = 999
const STRING = `"${WITHIN}(?:\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})${WITHIN}){0,${MAX_ESCAPES}}"`
const NUMBER = '-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?'
const SCALAR = `(${STRING}|${NUMBER}|true|false|null)`

/** A key; else a scalar; else what an expression takes for something of its own. */
const TOKENS = /("(?:[^"\\]|\\.)*")(?=\s*:)|("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)|[{}]/g

const QUOTE = 34
const MINUS = 45
const ZERO = 48
const LOWER_F = 102
const LOWER_N = 110
const LOWER_T = 116
