/** A number as the request wrote it, digit for digit. */
export class WireNumber {
  readonly literal: string

  constructor(literal: string) {
    this.literal = literal
  }
}

/** A JSON object out of members that are JSON texts already, so that no number passes through a float. */
export function writeObject(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(',')}}`
}

/** A JSON array out of JSON texts. */
export function writeArray(texts: readonly string[]): string {
  return `[${texts.join(',')}]`
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)/g

/** Reads JSON with every number kept as a WireNumber; a SyntaxError where the text is no JSON. */
export function readExactJson(text: string): unknown {
  JSON.parse(text)
  // Valid JSON from here on. Numbers travel as strings marked n, strings (not keys) are marked s, so neither can pose.
  const marked = text.replace(TOKEN, (all: string, quoted?: string, colon?: string, digits?: string) => {
    if (digits !== undefined) return `"n${digits}"`
    return quoted === undefined || colon !== undefined ? all : `"s${quoted.slice(1)}`
  })
  return JSON.parse(marked, (_key, value: unknown) => {
    if (typeof value !== 'string') return value
    return value.startsWith('n') ? new WireNumber(value.slice(1)) : value.slice(1)
  })
}
