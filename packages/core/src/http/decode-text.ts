/**
 * A body as text: UTF-8 unless a byte order mark or the content type's charset says otherwise (GBK, GB 18030, UTF-16 and
 * whatever else TextDecoder knows). Undefined for a charset that it does not know.
 */
export function decodeText(body: Uint8Array, contentType = ''): string | undefined {
  const charset = markOf(body) ?? CHARSET.exec(contentType)?.[1] ?? 'utf-8'
  if (/^utf-?8$/i.test(charset)) return UTF_8.decode(body)
  const decoder = decoderFor(charset)
  if (decoder?.encoding !== WESTERN) return decoder?.decode(body)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return decoder.decode(body)
  }
}

/** Keeps nothing between two whole texts. */
const UTF_8 = new TextDecoder()

const CHARSET = /;\s*charset\s*=\s*["']?([^\s"';,]+)/i

/** Of iso-8859-1, too, which servers state unasked: JSON under it is UTF-8 more often than not, and no other text looks like that. */
const WESTERN = 'windows-1252'

/** A byte order mark is surer than anything that a header says. */
function markOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined
}

function decoderFor(charset: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(charset)
  } catch {
    return undefined
  }
}
