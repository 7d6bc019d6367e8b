/**
 * Why a text is no JSON document: `empty` = it holds white space only, `truncated` = it ends inside a value (more text
 * could have completed it), `malformed` = no continuation could repair it, `too deep` = it may be one that nobody means.
 */
export type JsonSyntaxReason = 'empty' | 'truncated' | 'malformed' | 'too deep'

/**
 * A text that is no JSON document.
 *
 * The message names the offset and what would have been right there. It never quotes the text, because bodies may hold
 * secrets; whoever holds the body can look the offset up.
 */
export class JsonSyntaxError extends SyntaxError {
  override readonly name = 'JsonSyntaxError'

  /**
   * @param reason - what kind of failure this is
   * @param offset - where the first wrong character stands, in UTF-16 code units from 0; the text's length when it ended
   * @param expected - what would have been right there, in fixed words without anything of the text
   */
  constructor(
    readonly reason: JsonSyntaxReason,
    readonly offset: number,
    expected: string,
  ) {
    super(`${reason} JSON: expected ${expected} at offset ${offset}`)
  }
}
