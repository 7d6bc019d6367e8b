import { ExactNumber } from './exact-number.js'
import { JsonSyntaxError } from './json-syntax-error.js'
import type { JsonValue } from './json-value.js'
import { KeyHint } from './key-hint.js'
import { endOfNumberTail, MAX_INTEGER_DIGITS } from './number-token.js'
import type { RecordPatterns } from './record-patterns.js'

/** A single pass over one document, with {@link decodeJson}'s rules; a reader reads once. */
export class JsonReader {
  /** The offset of the next character that nobody has read. */
  private at = 0
  /** The first backslash or control character from some offset on: a string that ends before it needs no closer look. */
  private special = -1
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings, so they are searched for
  private readonly specials = /[\\\u0000-\u001f]/g

  constructor(
    private readonly text: string,
    private readonly patterns: RecordPatterns,
    private readonly hint: KeyHint,
  ) {}

  document(): JsonValue {
    if (this.text.charCodeAt(0) === BYTE_ORDER_MARK) this.at = 1
    if (this.peek() === END) throw new JsonSyntaxError('empty', this.at, 'a value')
    const value = this.value(0, this.hint)
    if (this.peek() !== END) this.fail('the end of the text')
    return value
  }

  /** The next character that is no white space, unread. */
  private peek(): number {
    const { text, at } = this
    if (at < text.length) {
      const code = text.charCodeAt(at)
      if (code > SPACE) return code
    }
    return this.peekBehindSpace()
  }

  private peekBehindSpace(): number {
    const { text } = this
    for (let { at } = this; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB) {
        this.at = at
        return code
      }
    }
    this.at = text.length
    return END
  }

  private value(depth: number, hint: KeyHint): JsonValue {
    switch (this.peek()) {
      case QUOTE:
        return this.string()
      case OPEN_BRACE:
        return this.object(depth + 1, hint)
      case OPEN_BRACKET:
        return this.array(depth + 1, hint)
      case LOWER_T:
        return this.literal('true', true)
      case LOWER_F:
        return this.literal('false', false)
      case LOWER_N:
        return this.literal('null', null)
      default:
        return this.number()
    }
  }

  private array(depth: number, hint: KeyHint): JsonValue[] {
    this.descend(depth)
    const items: JsonValue[] = []
    if (this.skip(CLOSE_BRACKET)) return items
    do items.push(this.peek() === OPEN_BRACE ? this.record(depth, hint) : this.value(depth, hint))
    while (this.skip(COMMA))
    if (!this.skip(CLOSE_BRACKET)) this.fail("',' or ']'")
    return items
  }

  /** An object in an array: most have the form of one before. */
  private record(depth: number, hint: KeyHint): { [key: string]: JsonValue } {
    const { text, at, patterns } = this
    const found = patterns.find(text, at, MAX_DEPTH - depth)
    if (found !== undefined) {
      this.at = patterns.end
      return found
    }
    const value = this.object(depth + 1, hint)
    patterns.learn(text, at, this.at)
    return value
  }

  private object(depth: number, parent: KeyHint): { [key: string]: JsonValue } {
    this.descend(depth)
    const members: { [key: string]: JsonValue } = {}
    if (this.skip(CLOSE_BRACE)) return members
    let hint = this.key(parent.inside)
    parent.inside = hint
    for (;;) {
      if (!this.skip(COLON)) this.fail("':'")
      const value = this.value(depth, hint)
      if (hint.inherited) define(members, hint.key, value)
      else members[hint.key] = value
      if (!this.skip(COMMA)) break
      const next = this.key(hint.next)
      hint.next = next
      hint = next
    }
    if (!this.skip(CLOSE_BRACE)) this.fail("',' or '}'")
    return members
  }

  private descend(depth: number): void {
    if (depth > MAX_DEPTH) throw new JsonSyntaxError('too deep', this.at, `at most ${MAX_DEPTH} nested levels`)
    this.at += 1
  }

  private skip(code: number): boolean {
    if (this.peek() !== code) return false
    this.at += 1
    return true
  }

  private key(hinted: KeyHint | undefined): KeyHint {
    if (this.peek() !== QUOTE) this.fail('a key in double quotes')
    const start = this.at + 1
    if (hinted?.standsAt(this.text, start)) {
      this.at = start + hinted.key.length + 1
      return hinted
    }
    const key = this.string()
    return new KeyHint(key, key.length === this.at - 1 - start) // every escape is longer than what it stands for
  }

  private string(): string {
    const start = this.at + 1
    const quote = this.text.indexOf('"', start)
    const end = quote < 0 ? this.text.length : quote
    if (this.specialFrom(start) < end) return this.escapedString(start)
    this.at = end
    if (quote < 0) this.fail("'\"'")
    this.at = end + 1
    return this.text.slice(start, end)
  }

  private specialFrom(offset: number): number {
    if (this.special < offset) {
      this.specials.lastIndex = offset
      this.special = this.specials.test(this.text) ? this.specials.lastIndex - 1 : this.text.length
    }
    return this.special
  }

  /** Checks every escape here, for the offsets of errors; the built-in parser then decodes what is known to be right. */
  private escapedString(start: number): string {
    for (this.at = this.special; ; this.at += 1) {
      const code = this.text.charCodeAt(this.at)
      if (code === QUOTE) break
      if (code === BACKSLASH) this.escape()
      else if (!(code >= SPACE)) this.fail("'\"' or an escaped control character")
    }
    this.at += 1
    return String(JSON.parse(this.text.slice(start - 1, this.at)))
  }

  /** Moves from the backslash to the escape's last character. */
  private escape(): void {
    this.at += 1
    const code = this.text.charCodeAt(this.at)
    if (code === LOWER_U) {
      for (let digit = 0; digit < 4; digit += 1) {
        this.at += 1
        if (!isHexDigit(this.text.charCodeAt(this.at))) this.fail('a hexadecimal digit')
      }
    } else if (Number.isNaN(code) || !'"\\/bfnrt'.includes(String.fromCharCode(code))) this.fail('an escape character')
  }

  private number(): number | ExactNumber {
    const { text } = this
    const start = this.at
    const first = this.peek() === MINUS ? start + 1 : start
    let at = first
    let value = 0
    while (at < text.length) {
      const digit = text.charCodeAt(at) - ZERO
      if (!(digit >= 0 && digit <= 9)) break
      value = value * 10 + digit
      at += 1
    }
    this.at = at
    const digits = at - first
    if (digits === 0) this.fail(at === start ? 'a value' : 'a digit')
    if (digits > 1 && text.charCodeAt(first) === ZERO) this.failAt(first + 1, 'no digit after a leading zero')
    const end = endOfNumberTail(text, at)
    if (end < 0) this.failAt(~end, 'a digit')
    const negativeZero = value === 0 && first > start
    if (end === at && digits <= MAX_INTEGER_DIGITS && !negativeZero) return first > start ? -value : value
    this.at = end
    const token = text.slice(start, end)
    return new ExactNumber(token, token.length)
  }

  private literal<Value>(word: string, value: Value): Value {
    if (!this.text.startsWith(word, this.at)) {
      for (let index = 0; this.text.charCodeAt(this.at) === word.charCodeAt(index); index += 1) this.at += 1
      this.fail(`'${word}'`)
    }
    this.at += word.length
    return value
  }

  private failAt(offset: number, expected: string): never {
    this.at = offset
    this.fail(expected)
  }

  private fail(expected: string): never {
    throw new JsonSyntaxError(this.at < this.text.length ? 'malformed' : 'truncated', this.at, expected)
  }
}

function define(members: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  Object.defineProperty(members, key, { value, writable: true, enumerable: true, configurable: true })
}

function isHexDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102)
}

const MAX_DEPTH = 512

const END = -1
const TAB = 9
const LINE_FEED = 10
const RETURN = 13
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const MINUS = 45
const ZERO = 48
const COLON = 58
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const LOWER_F = 102
const LOWER_N = 110
const LOWER_T = 116
const LOWER_U = 117
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const BYTE_ORDER_MARK = 0xfeff
