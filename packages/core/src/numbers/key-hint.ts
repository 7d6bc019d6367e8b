/**
 * One key of the objects read so far, and what followed it. The records of a list have the same keys in the same order,
 * and comparing a key in place is cheaper than cutting it out and looking it up.
 */
export class KeyHint {
  /** Object.prototype has it too (`__proto__`, `toString`): an assignment could run a setter or be refused. */
  readonly inherited: boolean
  /** The key that came next the last time. */
  next: KeyHint | undefined = undefined
  /** The first key of the last object below this key. */
  inside: KeyHint | undefined = undefined

  /**
   * @param key - the key, decoded
   * @param verbatim - whether it stood in the text as it is; a key with escapes never matches again, because decoded
   *   quotes and control characters must not match raw ones
   */
  constructor(
    readonly key: string,
    private readonly verbatim: boolean,
  ) {
    this.inherited = key in Object.prototype
  }

  /** Whether the string that begins at `start`, behind its opening quote, is this key. */
  standsAt(text: string, start: number): boolean {
    const { key } = this
    const end = start + key.length
    if (!this.verbatim || end >= text.length || text.charCodeAt(end) !== QUOTE) return false
    for (let index = 0; index < key.length; index += 1) {
      if (key.charCodeAt(index) !== text.charCodeAt(start + index)) return false
    }
    return true
  }
}

const QUOTE = 34
