import { type DecodedRecord, RecordPattern } from './record-pattern.js'

/** The forms that records had lately. */
export class RecordPatterns {
  /** Used last comes first. */
  readonly #known: RecordPattern[] = []
  /** How many more records are read before another form is taken up: a pattern costs what 100 records do. */
  #patience = FIRST_AFTER

  /** Offset behind the closing brace of the object that was found last. */
  get end(): number {
    return this.#known[0]?.end ?? 0
  }

  /** The object that begins at `start`, where it has a known form with at most so many objects nested in each other; {@link end} is then where it ends. */
  find(text: string, start: number, levels: number): DecodedRecord | undefined {
    this.#patience -= 1
    const known = this.#known
    for (let index = 0; index < known.length; index += 1) {
      const pattern = known[index]
      if (pattern === undefined || pattern.levels > levels) continue
      const found = pattern.find(text, start)
      if (found === undefined) continue
      if (index > 0) this.#moveToFront(index, pattern)
      return found
    }
    return undefined
  }

  /** Takes up the form of the object that stands in `text` from `start` to `end`, which {@link find} has not found. */
  learn(text: string, start: number, end: number): void {
    if (this.#patience > 0) return
    this.#patience = NEXT_AFTER
    const pattern = RecordPattern.of(text.slice(start, end))
    if (pattern === undefined) return
    this.#known.unshift(pattern)
    if (this.#known.length > MAX_KNOWN) this.#known.pop()
  }

  /** Lets go of the records that were found last; their forms stay known. */
  forget(): void {
    for (const pattern of this.#known) pattern.forget()
  }

  #moveToFront(index: number, pattern: RecordPattern): void {
    this.#known.splice(index, 1)
    this.#known.unshift(pattern)
  }
}

const MAX_KNOWN = 8
const FIRST_AFTER = 50
const NEXT_AFTER = 250
