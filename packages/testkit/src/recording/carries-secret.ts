import { spellingsOf } from '../simulator/spellings.js'

/** Whether a text holds a secret, however it was spelt on the way: escaped and encoded, once or several times over, in any case. */
export function carriesSecret(text: string, secret: string): boolean {
  const spellings = spellingsOf(secret)
  const inAnyCase = [secret, Buffer.from(secret).toString('hex')].map((spelt) => spelt.toLowerCase())
  return readingsOf(text).some((reading) => {
    const lower = reading.toLowerCase()
    return spellings.some((spelt) => reading.includes(spelt)) || inAnyCase.some((spelt) => lower.includes(spelt))
  })
}

/** The text, and what it says where escapes are taken for what they stand for, up to three deep. */
function readingsOf(text: string): readonly string[] {
  const known = new Set([text])
  let last: readonly string[] = [text]
  for (let depth = 0; depth < 3; depth += 1) {
    last = last.flatMap((one) => DECODERS.map((decode) => decode(one))).filter((one) => !known.has(one))
    for (const one of last) known.add(one)
  }
  return [...known]
}

const DECODERS: readonly ((text: string) => string)[] = [unescapePercent, unescapeForm, unescapeJson, unescapeHtml]

/** Byte by byte: what is no escape stays. */
function unescapePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
}

function unescapeForm(text: string): string {
  return unescapePercent(text.replaceAll('+', ' '))
}

function unescapeJson(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(.))/gis,
    (_all, unit?: string, byte?: string, letter = '') =>
      unit === undefined && byte === undefined
        ? (LETTERS.get(letter) ?? letter)
        : String.fromCharCode(Number.parseInt(unit ?? byte ?? '', 16)),
  )
}

const LETTERS: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
])

function unescapeHtml(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot|apos));/gi,
    (all, number?: string, hex?: string, name = '') => {
      if (number === undefined && hex === undefined) return NAMES.get(name.toLowerCase()) ?? all
      const point = number === undefined ? Number.parseInt(hex ?? '', 16) : Number(number)
      return point <= 0x10ffff ? String.fromCodePoint(point) : all
    },
  )
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])
