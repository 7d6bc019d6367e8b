import { isExactNumber } from './exact-number.js'
import { isNumberToken } from './number-token.js'

/**
 * Encodes a value as JSON without losing a digit: `encodeJson(decodeJson(text))` keeps every number's text.
 *
 * As JSON.stringify without a replacer or an indent (members that are undefined, functions or symbols are left out, such
 * array items become null, so do NaN and the infinities, `toJSON` is honoured), with two differences: an
 * {@link ExactNumber} is written as the number it is, and a bigint as an integer.
 *
 * @param value - what to encode
 * @returns the document, on one line
 * @throws TypeError when `value` contains itself, has no JSON form (undefined, a function, a symbol), or holds something
 *   that claims to be an exact number and whose text is none
 * @example
 * import { ExactNumber, encodeJson } from '@outlay/core'
 *
 * console.log(encodeJson({ price: new ExactNumber('0.10'), id: 12345678901234567890n })) // {"price":0.10,"id":12345678901234567890}
 */
export function encodeJson(value: unknown): string {
  const text = encode(value, '', [])
  if (text === undefined) throw new TypeError(`a value of type ${typeof value} has no JSON form`)
  return text
}

/** Text of one value; undefined when it has none. `ancestors` are the arrays and objects that hold it. */
function encode(value: unknown, key: string | number, ancestors: object[]): string | undefined {
  switch (typeof value) {
    case 'string':
      return encodeString(value)
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null'
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'object':
      return value === null ? 'null' : encodeObject(value, key, ancestors)
    default:
      return undefined
  }
}

function encodeObject(value: object, key: string | number, ancestors: object[]): string | undefined {
  if (isExactNumber(value)) return encodeExactNumber(value.text)
  if (!('toJSON' in value) || typeof value.toJSON !== 'function') return encodePlain(value, ancestors)
  const replacement: unknown = value.toJSON(String(key))
  if (typeof replacement !== 'object' || replacement === null) return encode(replacement, key, ancestors)
  return isExactNumber(replacement) ? encodeExactNumber(replacement.text) : encodePlain(replacement, ancestors)
}

/** The text comes from whoever made the object, maybe another copy of this package: it must not smuggle in members. */
function encodeExactNumber(text: string): string {
  if (!isNumberToken(text)) throw new TypeError('the text of an exact number must be one JSON number token')
  return text
}

function encodePlain(value: object, ancestors: object[]): string | undefined {
  if (isBoxed(value)) return encode(value.valueOf(), '', ancestors)
  if (ancestors.includes(value)) throw new TypeError('a value that contains itself has no JSON form')
  ancestors.push(value)
  const text = Array.isArray(value) ? encodeItems(value, ancestors) : encodeMembers(value, ancestors)
  ancestors.pop()
  return text
}

function encodeItems(items: readonly unknown[], ancestors: object[]): string {
  let text = '['
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) text += ','
    text += encode(items[index], index, ancestors) ?? 'null'
  }
  return `${text}]`
}

function encodeMembers(value: object, ancestors: object[]): string {
  const members = value as Readonly<Record<string, unknown>> // any object may be read so; its keys are its own
  let text = ''
  for (const key of Object.keys(members)) {
    const encoded = encode(members[key], key, ancestors)
    if (encoded !== undefined) text += `${text === '' ? '' : ','}${encodeString(key)}:${encoded}`
  }
  return `{${text}}`
}

/** Most strings need no escape, and to find that out is cheaper than JSON.stringify. */
function encodeString(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`
}

/** Quotes, backslashes, control characters and surrogates (a lone one is escaped). */
const NEEDS_ESCAPE = /[^ !#-[\]-\ud7ff\ue000-\uffff]/

function isBoxed(value: object): boolean {
  return value instanceof String || value instanceof Number || value instanceof Boolean || value instanceof BigInt
}
