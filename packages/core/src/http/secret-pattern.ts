/**
 * The source of a regular expression that finds a secret however it is spelt: as it is; escaped for URLs, forms, JSON or
 * HTML, any of its characters or all, once or twice; in hex; and in base64, also as a part of a longer text.
 */
export function secretPattern(secret: string): string {
  // Backslashes in a row are one item: each with a pattern of its own, there would be too many ways to share them out.
  const items = secret.match(/\\+|./gsu) ?? []
  return [items.map(spellings).join(''), ...hexPatterns(secret), ...base64Patterns(secret)].join('|')
}

/** Of few bytes it may be any number. */
function hexPatterns(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return bytes.length < 6 ? [] : [anyCase(bytes.toString('hex'))]
}

/** Letters, digits and what no encoding touches: they have one spelling, and most secrets are made of them alone. */
const PLAIN = /^[\w.~-]$/

/** Every encoder decides for itself which of the other characters it escapes; one may come after another. */
function spellings(character: string): string {
  if (PLAIN.test(character)) return escaped(character)
  if (character.startsWith('\\')) return backslashes(character.length)
  const json = JSON_ESCAPES.get(character)
  const behindBackslash = [unicodeEscape(character), ...(json === undefined ? [] : [json])].join('|')
  // Escapes first: what begins them may be the character itself.
  const forms = [percentEscapes(character), htmlEscapes(character), escaped(character)]
  if (character === ' ') forms.push('\\+')
  return `(?:${BACKSLASH}{1,8}(?:${behindBackslash})|${BACKSLASH}{0,8}(?:${forms.join('|')}))`
}

/** JSON within JSON has more of them, JSON within a URL escapes them. */
const BACKSLASH = '(?:\\\\|%(?:25){0,4}5[cC])'

/** As they are or doubled by JSON, once or more often; a URL's path has slashes in their place. */
function backslashes(count: number): string {
  const escapes = `(?:${BACKSLASH}{1,8}u005[cC]|${htmlEscapes('\\')}){${count}}`
  return `(?:${escapes}|${BACKSLASH}{${count},${8 * count}}|(?:\\/|${percentEscapes('/')}){${count}})`
}

/** What JSON writes as a backslash and a letter. */
const JSON_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', 'n'],
  ['\r', 'r'],
  ['\t', 't'],
  ['\b', 'b'],
  ['\f', 'f'],
])

/** `u002f`, behind a backslash; a surrogate pair has two. */
function unicodeEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_unused, unit) =>
    character.charCodeAt(unit).toString(16).padStart(4, '0'),
  )
  return units.map((hex) => `u${anyCase(hex)}`).join(`${BACKSLASH}{1,8}`)
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
function base64Patterns(secret: string): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
    const whole = bytes.toString('base64')
    const [from, to] = [offset === 0 ? 0 : offset + 1, Math.floor((bytes.length * 8) / 6)]
    if (to - from < (offset === 0 ? 4 : 6)) return []
    // Where the text ends with the secret, what is left of its last byte goes, too.
    const [last, padding] = [whole.slice(to).replace(/=+$/, ''), '(?:=|%(?:25){0,4}3[dD]){0,2}']
    return `${base64Pattern(whole.slice(from, to))}(?:${base64Pattern(last)}${padding})?`
  })
}

/** Base64 as it is or in its alphabet for URLs, escaped where it stands in one. */
function base64Pattern(form: string): string {
  return form.replace(/[+/]/g, (character) => BASE64_SPELLINGS.get(character) ?? character)
}

const BASE64_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['+', '(?:[-+]|%(?:25){0,4}2[bB])'],
  ['/', '(?:_|\\\\{0,8}\\/|%(?:25){0,4}2[fF])'],
])

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
