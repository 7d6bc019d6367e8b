import { pagingError } from './paging-error.js'

/** One link of a Link header. */
export interface Link {
  /** What stands between the angle brackets: maybe relative, maybe no address at all. */
  readonly target: string
  /** By lower-case name; the first of a name counts. One without a value has ''. */
  readonly parameters: ReadonlyMap<string, string>
}

/**
 * The links of a Link header (RFC 8288 §3), several headers joined by commas included. Empty elements are none, values may
 * be quoted or not. Throws a VendorError that quotes nothing for a header that breaks the grammar: half a header read as
 * no next page would lose records.
 */
export function parseLinks(header: string): readonly Link[] {
  const text = new Reader(header)
  const links: Link[] = []
  for (;;) {
    text.skip(isSpaceOr(','))
    if (text.isAtEnd()) return links
    links.push(linkOf(text))
    text.skip(isSpace)
    if (!text.isAtEnd() && text.peek() !== ',') throw brokenLink(`it has no comma before character ${text.place}`)
  }
}

/** What a broken header ends with. */
export function brokenLink(problem: string): Error {
  return pagingError('LINK_HEADER_BROKEN', `the vendor's Link header cannot be followed: ${problem}`)
}

function linkOf(text: Reader): Link {
  if (text.peek() !== '<') throw brokenLink(`it has no < at character ${text.place}`)
  text.take()
  const target = text.takeWhile((character) => character !== '>' && character !== '<').trim()
  if (text.peek() !== '>') throw brokenLink('its < has no >')
  text.take()
  const parameters = new Map<string, string>()
  for (;;) {
    text.skip(isSpace)
    if (text.peek() !== ';') return { target, parameters }
    text.skip(isSpaceOr(';'))
    if (text.isAtEnd() || text.peek() === ',') return { target, parameters }
    const name = text.takeWhile(isWord).toLowerCase()
    if (name === '') throw brokenLink(`it has no parameter at character ${text.place}`)
    const value = argumentOf(text)
    if (!parameters.has(name)) parameters.set(name, value)
  }
}

function argumentOf(text: Reader): string {
  text.skip(isSpace)
  if (text.peek() !== '=') return ''
  text.take()
  text.skip(isSpace)
  if (text.peek() === '"') return quotedOf(text)
  const value = text.takeWhile((character) => isWord(character) || character === '=')
  if (value === '') throw brokenLink(`it has no value at character ${text.place}`)
  return value
}

/** A backslash makes any character stand for itself. */
function quotedOf(text: Reader): string {
  text.take()
  let value = ''
  while (text.peek() !== '"') {
    if (text.peek() === '\\') text.take()
    if (text.isAtEnd()) throw brokenLink('its " has no end')
    value += text.take()
  }
  text.take()
  return value
}

/** A header's text, character by character. */
class Reader {
  #at = 0

  constructor(private readonly text: string) {}

  /** The character to come; '' at the end. */
  peek(): string {
    return this.text[this.#at] ?? ''
  }

  isAtEnd(): boolean {
    return this.#at >= this.text.length
  }

  /** Of the character to come, counted from 1. */
  get place(): number {
    return this.#at + 1
  }

  take(): string {
    const character = this.peek()
    this.#at += 1
    return character
  }

  takeWhile(wanted: (character: string) => boolean): string {
    const from = this.#at
    while (!this.isAtEnd() && wanted(this.peek())) this.#at += 1
    return this.text.slice(from, this.#at)
  }

  skip(wanted: (character: string) => boolean): void {
    this.takeWhile(wanted)
  }
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t'
}

function isSpaceOr(other: string): (character: string) => boolean {
  return (character) => character === other || isSpace(character)
}

/** Wider than a token: vendors leave addresses and relation types without quotes. */
function isWord(character: string): boolean {
  return !isSpace(character) && !WORD_ENDS.includes(character)
}

const WORD_ENDS = ',;="<>\\'
