import { ExactNumber } from './exact-number.js'
import type { JsonValue } from './json-value.js'
import { MAX_INTEGER_DIGITS } from './number-token.js'

/** One member of a record: a scalar, or another object with members of its own. */
interface Member {
  readonly key: string
  /** Undefined: a scalar. */
  readonly members: readonly Member[] | undefined
}

/** An object that a pattern has found. */
export interface FoundRecord {
  readonly value: { [key: string]: JsonValue }
  /** Offset behind its closing brace. */
  readonly end: number
}

/**
 * The form of a record: its own text, with a hole for every scalar. The records of a list mostly differ in their scalars
 * only, and one regular expression finds all of those faster than a walk over the characters does.
 *
 * The holes take what RFC 8259 allows and nothing else: what a pattern finds is right, and what is wrong it does not find.
 */
export class RecordPattern {
  readonly #expression: RegExp
  /** How many objects are nested in each other: 1 for a flat record. */
  readonly levels: number

  private constructor(
    source: string,
    private readonly members: readonly Member[],
  ) {
    this.#expression = new RegExp(source, 'y')
    this.levels = levelsOf(members)
  }

  /**
   * The pattern of one object.
   *
   * @param text - an object in JSON, known to be right, without anything around it
   * @returns undefined for one that holds an array, is large, or has a key of Object.prototype's
   */
  static of(text: string): RecordPattern | undefined {
    if (text.length > MAX_LENGTH) return undefined
    const stack: Member[][] = []
    let members: Member[] = []
    let source = ''
    let holes = 0
    for (const [token, key, , scalar] of text.matchAll(TOKENS)) {
      if (token === '[') return undefined
      if (key !== undefined) {
        const name = String(JSON.parse(key))
        if (name in Object.prototype) return undefined
        const nested = token.endsWith('{') ? [] : undefined
        members.push({ key: name, members: nested })
        source += literally(token)
        if (nested === undefined) continue
        stack.push(members)
        members = nested
      } else if (scalar === undefined) {
        source += literally(token)
        if (token === '}') members = stack.pop() ?? members
      } else {
        source += SCALAR
        holes += 1
      }
    }
    return holes > 0 && holes <= MAX_HOLES ? new RecordPattern(source, members) : undefined
  }

  /** The object that begins at `start`, where it has this form. */
  find(text: string, start: number): FoundRecord | undefined {
    const expression = this.#expression
    expression.lastIndex = start
    const scalars = expression.exec(text)
    if (scalars === null) return undefined
    return { value: objectOf(this.members, { scalars, next: 1 }), end: expression.lastIndex }
  }
}

/** What the holes of a pattern held, and which of them is the next to be taken. */
interface Holes {
  readonly scalars: RegExpExecArray
  next: number
}

function objectOf(members: readonly Member[], holes: Holes): { [key: string]: JsonValue } {
  const object: { [key: string]: JsonValue } = {}
  for (const { key, members: nested } of members) {
    if (nested === undefined) {
      object[key] = scalarOf(holes.scalars[holes.next] ?? '')
      holes.next += 1
    } else object[key] = objectOf(nested, holes)
  }
  return object
}

function scalarOf(token: string): JsonValue {
  switch (token.charCodeAt(0)) {
    case QUOTE:
      return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1)
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

function levelsOf(members: readonly Member[]): number {
  return 1 + Math.max(0, ...members.map(({ members: nested }) => (nested === undefined ? 0 : levelsOf(nested))))
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

/** A key with its colon, and the brace of an object behind it; else a scalar; else what stands between. */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:\s*)\{?|("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)|[{}[\],]|\s+/g

const QUOTE = 34
const MINUS = 45
const ZERO = 48
const LOWER_F = 102
const LOWER_N = 110
const LOWER_T = 116
