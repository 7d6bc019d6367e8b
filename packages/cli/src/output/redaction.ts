import { reveal, type Secret } from '@outlay/core'

/** The last guard of what is said: core redacts its own texts, this one everything that the command prints. */
export class Redaction {
  readonly #texts = new Set<string>()

  /** Removes this secret from now on. One shorter than 4 characters would take half of every text with it. */
  add(secret: Secret): void {
    this.addText(reveal(secret))
  }

  /** The same for a text that may be one: what a variable or a file gave. */
  addText(text: string): void {
    if (text.length < 4) return
    for (const form of [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)]) this.#texts.add(form)
  }

  text(text: string): string {
    const longestFirst = [...this.#texts].sort((a, b) => b.length - a.length)
    return longestFirst.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text)
  }
}
