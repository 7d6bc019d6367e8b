/**
 * The source of a regular expression that finds a secret however it is spelt: as it is; escaped for URLs, forms, JSON or
 * HTML, any of its characters or all, once or twice; and in base64, also as a part of a longer text.
 */
export function secretPattern(secret: string): string {
  // Backslashes in a row are one item: each with a pattern of its own, there would be too many ways to share them out.
  const items = secret.match(/\\+|./gsu) ?? []
  return [items.map(spellings).join(''), ...base64Forms(secret).map(base64Pattern)].join('|')
}

/** Letters, digits and what no encoding touches: they have one spelling, and most secrets are made of them alone. */
const PLAIN = /^[\w.~-]$/

/** Every encoder decides for itself which of the other characters it escapes. */
function spellings(character: string): string {
  if (PLAIN.test(character)) return escaped(character)
  if (character.startsWith('\\')) return backslashes(character.length)
  const json = JSON_ESCAPES.get(character)
  // Escapes first: what begins them may be the character itself.
  const all = [
    unicodeEscapes(character),
    percentEscapes(character),
    htmlEscapes(character),
    ...(json === undefined ? [] : [`\\\\{1,8}${json}`]),
    ...(character === ' ' ? ['\\+'] : []),
    `\\\\{0,8}${escaped(character)}`,
  ]
  return `(?:${all.join('|')})`
}

/** As they are or doubled by JSON, once or more often, or escaped by others. */
function backslashes(count: number): string {
  const one = ['\\\\{1,8}u005[cC]', percentEscapes('\\'), htmlEscapes('\\')].join('|')
  return `(?:(?:${one}){${count}}|\\\\{${count},${8 * count}})`
}

/** What JSON writes as a backslash and a letter. */
const JSON_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', 'n'],
  ['\r', 'r'],
  ['\t', 't'],
  ['\b', 'b'],
  ['\f', 'f'],
])

/** `\u002f`; JSON within JSON has more backslashes. */
function unicodeEscapes(character: string): string {
  return Array.from({ length: character.length }, (_unused, unit) => {
    const hex = character.charCodeAt(unit).toString(16).padStart(4, '0')
    return `\\\\{1,8}u${anyCase(hex)}`
  }).join('')
}

/** `%2F`; a URL within a URL has `%252F`. */
function percentEscapes(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `%(?:25){0,4}${anyCase(byte.toString(16).padStart(2, '0'))}`)
    .join('')
}

/** `&amp;`, `&#38;`, `&#x26;`: vendors put what they were sent into HTML pages of errors. */
function htmlEscapes(character: string): string {
  const point = character.codePointAt(0) ?? 0
  const name = HTML_NAMES.get(character)
  const numbers = `#0*${point}|#[xX]0*${anyCase(point.toString(16))}`
  return `&(?:${name === undefined ? numbers : `${name}|${numbers}`});`
}

const HTML_NAMES: ReadonlyMap<string, string> = new Map([
  ['&', 'amp'],
  ['<', 'lt'],
  ['>', 'gt'],
  ['"', 'quot'],
  ["'", 'apos'],
])

/** Base64 of a longer text, such as `user:password`, holds the secret at one of three offsets; only whole characters of it. */
function base64Forms(secret: string): readonly string[] {
  const within = [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
    return bytes.toString('base64').slice(offset === 0 ? 0 : offset + 1, Math.floor((bytes.length * 8) / 6))
  })
  const whole = Buffer.from(secret).toString('base64')
  return [whole, whole.replace(/=+$/, ''), ...within.filter((form) => form.length >= 6)]
}

/** Base64 as it is or in its alphabet for URLs, escaped where it stands in one. */
function base64Pattern(form: string): string {
  return form.replace(/[+/=]/g, (character) => BASE64_SPELLINGS.get(character) ?? character)
}

const BASE64_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['+', `(?:-|${spellings('+')})`],
  ['/', `(?:_|${spellings('/')})`],
  ['=', spellings('=')],
])

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
