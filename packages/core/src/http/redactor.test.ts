import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../fields/secret.js'
import { createRedactor } from './redactor.js'

const VALUE = `sk/ca "nary"+7'=é&x`
const redactor = createRedactor([new Secret(VALUE)])

/** Every way in which the secret may come back. */
const FORMS: Readonly<Record<string, string>> = {
  plain: VALUE,
  'percent-encoded': encodeURIComponent(VALUE),
  'percent-encoded in lower case': encodeURIComponent(VALUE).replace(/%../g, (hex) => hex.toLowerCase()),
  'percent-encoded by RFC 3986': encodeURIComponent(VALUE).replaceAll("'", '%27'),
  'form-encoded': encodeURIComponent(VALUE).replaceAll('%20', '+'),
  'form-encoded by URLSearchParams': new URLSearchParams({ k: VALUE }).toString().slice(2),
  'within a URL': new URL(`https://x.example/?k=${encodeURIComponent(VALUE)}`).href,
  'within a URL, in its path': new URL(`https://x.example/${VALUE.replace('?', '')}/`).pathname.slice(1, -1),
  'within a URL within a URL': encodeURIComponent(encodeURIComponent(VALUE)),
  'within JSON by Go': `"${[...VALUE].map((c) => (/[&'+<>é]/.test(c) ? unicode(c) : JSON.stringify(c).slice(1, -1))).join('')}"`,
  'within JSON within JSON': JSON.stringify(JSON.stringify({ key: VALUE })),
  'within HTML': VALUE.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
  'within JSON': JSON.stringify({ key: VALUE }),
  'within JSON by PHP': JSON.stringify({ key: VALUE }).replaceAll('/', '\\/'),
  base64: Buffer.from(VALUE).toString('base64'),
  base64url: Buffer.from(VALUE).toString('base64url'),
  hex: Buffer.from(VALUE).toString('hex'),
  'hex in capitals': Buffer.from(VALUE).toString('hex').toUpperCase(),
  'within Basic credentials': Buffer.from(`user:${VALUE}`).toString('base64'),
}

/** A character as `\\u0026`. */
function unicode(character: string): string {
  return [...Array(character.length).keys()]
    .map((unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`)
    .join('')
}

/** What remains readable of a text, in all of the forms above that can be undone. */
function readable(text: string): string {
  const base64 = (text.match(/[\w+/-]{4,}/g) ?? []).map((part) => Buffer.from(part, 'base64').toString('latin1'))
  return [text, ...base64].join(' ')
}

describe('a secret', () => {
  it.each(Object.entries(FORMS))('is removed %s', (_form, shown) => {
    const text = redactor.text(`before ${shown} after`)
    expect(text).toContain('[redacted]')
    expect(text).toMatch(/^before .* after$/)
    expect(readable(text)).not.toMatch(/nary|ca%20|sk\//)
  })

  it('is removed every time it stands there', () => {
    expect(redactor.text(`${VALUE}${VALUE},${VALUE}`)).toBe('[redacted][redacted],[redacted]')
  })

  it('is removed wherever it stands in base64, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12, maxLength: 40 }), fc.string(), fc.string(), (value, before, after) => {
        const own = createRedactor([new Secret(value)])
        const text = own.text(Buffer.from(before + value + after).toString('base64'))
        expect(Buffer.from(text.replaceAll('[redacted]', '~'), 'base64').toString()).not.toContain(value)
        expect(text).toContain('[redacted]')
      }),
    )
  })

  it('is removed however each of its characters is escaped', () => {
    const escapes: readonly ((character: string) => string)[] = [
      (character) => character,
      (character) => JSON.stringify(character).slice(1, -1),
      unicode,
      (character) => encodeURIComponent(character),
      (character) => encodeURIComponent(encodeURIComponent(character)).toLowerCase(),
      (character) => `&#${character.codePointAt(0)};`,
      (character) => (character === ' ' ? '+' : character),
    ]
    const alphabet = [...`"/\\'&<>+ =?#%|[](){}^$*\n\té中😀`]
    const value = fc.array(fc.constantFrom(...alphabet), { minLength: 4, maxLength: 20 })
    const choice = fc.array(fc.constantFrom(...escapes), { minLength: alphabet.length, maxLength: alphabet.length })
    fc.assert(
      fc.property(value, choice, (characters, chosen) => {
        const own = createRedactor([new Secret(characters.join(''))])
        const shown = characters.map((character) => chosen[alphabet.indexOf(character)]?.(character)).join('')
        expect(own.text(`x${shown}y`)).toMatch(/^x\[redacted\]y$/)
      }),
      { numRuns: 300 },
    )
  })

  it('does not hang a redaction that it almost matches', () => {
    const own = createRedactor([new Secret(`${'\\'.repeat(12)}x`), new Secret(`${'%'.repeat(12)}x`)])
    expect(own.text('\\'.repeat(20_000))).toHaveLength(20_000)
    expect(own.text('%25'.repeat(20_000))).toHaveLength(60_000)
  })

  it('made of characters that mean something in a pattern is searched for as it is', () => {
    const own = createRedactor([new Secret('a.*(b)|[c]$^\\d+?{2}')])
    expect(own.text('x a.*(b)|[c]$^\\d+?{2} y')).toBe('x [redacted] y')
    expect(own.text('abcd')).toBe('abcd')
  })

  it('that holds another one is removed whole', () => {
    const own = createRedactor([new Secret('canary'), new Secret('canary-and-more')])
    expect(own.text('canary-and-more canary')).toBe('[redacted] [redacted]')
  })

  it('that is known only later, a minted token, is removed from then on', () => {
    const own = createRedactor([new Secret('first-canary')])
    expect(own.text('first-canary second-canary')).toBe('[redacted] second-canary')
    own.add('second-canary')
    expect(own.text('first-canary second-canary')).toBe('[redacted] [redacted]')
  })

  it('of fewer than four characters is not searched for: texts would be in shreds', () => {
    const own = createRedactor([new Secret('ab')])
    expect(own.text('a cab in abundance')).toBe('a cab in abundance')
  })
})

describe('a value', () => {
  it('is copied with every text in it redacted, names and errors included', () => {
    const value = {
      text: VALUE,
      list: [1, null, true, { deep: VALUE }],
      [VALUE]: 'as a name',
      error: new TypeError(`bad ${VALUE}`),
      secret: new Secret('other'),
    }
    const shown = redactor.value(value)
    expect(inspect(shown, { depth: 9 })).not.toContain('nary')
    expect(shown).toEqual({
      text: '[redacted]',
      list: [1, null, true, { deep: '[redacted]' }],
      '[redacted]': 'as a name',
      error: { name: 'TypeError', message: 'bad [redacted]' },
      secret: '[redacted]',
    })
    expect(value.text).toBe(VALUE)
  })

  it('that contains itself ends; one that stands twice is shown twice', () => {
    const shared = { a: 1 }
    const circular: Record<string, unknown> = { one: shared, two: shared }
    circular.self = circular
    expect(redactor.value(circular)).toEqual({ one: { a: 1 }, two: { a: 1 }, self: '[circular]' })
  })
})
