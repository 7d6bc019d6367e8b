import { REDACTED } from '../http/redactor.js'

/** What has to go out of a JSON text. */
interface JsonScrubbing {
  readonly text: (text: string) => string
  /** Names of members whose values go, at any depth. */
  readonly personal: ReadonlySet<string>
  /** Every text goes but the names of members. */
  readonly hidesStrings: boolean
}

/**
 * JSON text with secrets and personal fields taken out, token by token: it stays JSON, and every other number keeps every
 * digit. Also for text that is JSON no more, cut off or damaged.
 */
export function scrubJson(json: string, { text, personal, hidesStrings }: JsonScrubbing): string {
  let isPersonal = false // the value that comes next
  let depth = 0 // of such a value, which is left out whole
  const scrubbed = json.replace(TOKEN, (token: string, name?: string, string?: string, bare?: string) => {
    if (depth > 0) {
      depth += DEPTH.get(token) ?? 0
      return ''
    }
    if (name !== undefined) {
      isPersonal = personal.has(textOf(name))
      return within(name, text)
    }
    const opens = DEPTH.get(token) === 1
    if (string === undefined && bare === undefined && !opens) return token
    if (isPersonal) {
      isPersonal = false
      depth = opens ? 1 : 0
      return HIDDEN
    }
    if (string !== undefined) return hidesStrings ? HIDDEN : within(string, text)
    return text(token) === token ? token : HIDDEN
  })
  // Nothing is left to find, unless a secret holds quotes or brackets and the text is no JSON.
  return text(scrubbed)
}

/** A name, a string (perhaps cut off), a number or word, or a mark. */
const TOKEN = /("(?:[^"\\]|\\.)*"(?=\s*:))|("(?:[^"\\]|\\.)*"?)|([^\s{}[\],:"]+)|[{}[\],:]/gs

const DEPTH: ReadonlyMap<string, number> = new Map([
  ['{', 1],
  ['[', 1],
  ['}', -1],
  [']', -1],
])

/** Text in place of any value. */
const HIDDEN = JSON.stringify(REDACTED)

/** The quotes stay. */
function within(string: string, text: (text: string) => string): string {
  const closed = string.length > 1 && string.endsWith('"')
  return `"${text(string.slice(1, closed ? -1 : undefined))}${closed ? '"' : ''}`
}

function textOf(string: string): string {
  try {
    return String(JSON.parse(string))
  } catch {
    return string.slice(1, -1)
  }
}
