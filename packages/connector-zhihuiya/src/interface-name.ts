/** The languages in which an interface may be named. */
export type Locale = 'cn' | 'us'

/**
 * The name of an interface in one language, code included: `[P042]Fulltext Image`. The vendor writes
 * `<cn>…</cn><us>…</us>` or one plain name; a language that is missing falls back to the other, then to the whole text.
 */
export function interfaceName(text: string, locale: Locale): string {
  const other = locale === 'cn' ? 'us' : 'cn'
  return within(text, locale) || within(text, other) || text.replace(/<\/?(?:cn|us)>/g, '').trim()
}

/** A name without its code, and the code: `[AI34-3]预研报告查询(Beta)` gives `预研报告查询(Beta)` and `AI34-3`. */
export function splitCode(name: string): { readonly code: string | undefined; readonly title: string } {
  const [whole = '', code] = /^\[([^[\]]+)\]/.exec(name) ?? []
  return { code, title: name.slice(whole.length).trim() }
}

function within(text: string, tag: Locale): string {
  const start = text.indexOf(`<${tag}>`)
  const end = text.indexOf(`</${tag}>`, start)
  return start === -1 || end === -1 ? '' : text.slice(start + tag.length + 2, end).trim()
}
