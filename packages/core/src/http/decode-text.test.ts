import { expect, it } from 'vitest'
import { decodeText } from './decode-text.js'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf16 = (text: string, bigEndian = false): Uint8Array => {
  const little = Buffer.from(text, 'utf16le')
  return bigEndian ? little.swap16() : little
}

/** `{"a":"…"}` around some bytes. */
const json = (...inside: number[]): Uint8Array => Buffer.concat([utf8('{"a":"'), bytes(...inside), utf8('"}')])

it.each([
  ['GBK', 'application/json;charset=GBK', json(0xd6, 0xd0, 0xce, 0xc4), '{"a":"中文"}'],
  ['GB 2312, quoted', 'text/plain; Charset = "gb2312"', json(0xd6, 0xd0), '{"a":"中"}'],
  ['GB 18030', 'application/json; charset=gb18030', json(0x81, 0x30, 0x81, 0x30, 0xa2, 0xe3), '{"a":"\u0080€"}'],
  ['UTF-16 without a mark', 'application/json; charset=utf-16', utf16('{"a":"中"}'), '{"a":"中"}'],
  ['UTF-16 with a mark', 'application/json; charset=utf-16', utf16('\ufeff{"a":"中"}'), '{"a":"中"}'],
  ['UTF-16, the other way round', 'application/json; charset=utf-16', utf16('\ufeff{"a":"中"}', true), '{"a":"中"}'],
  ['UTF-16 by its mark alone', 'application/json', utf16('\ufeff{"a":"中"}'), '{"a":"中"}'],
  ['UTF-8', 'application/json; charset=UTF-8', utf8('{"a":"中"}'), '{"a":"中"}'],
  ['UTF-8 in single quotes', "application/json; charset='utf8'", utf8('{"a":"中"}'), '{"a":"中"}'],
  ['UTF-8 with a mark that contradicts', 'application/json; charset=gbk', utf8('\ufeff{"a":"中"}'), '{"a":"中"}'],
  ['nothing stated', 'application/json', utf8('{"a":"中"}'), '{"a":"中"}'],
  ['an empty charset', 'application/json; charset=; q=1', utf8('{"a":"中"}'), '{"a":"中"}'],
  ['UTF-8 that is called Western', 'application/json; charset=ISO-8859-1', utf8('{"a":"中"}'), '{"a":"中"}'],
  ['Western', 'application/json; charset=ISO-8859-1', json(0xe9, 0x21), '{"a":"é!"}'],
])('reads %s', (_what, contentType, body, text) => {
  expect(decodeText(body, contentType)).toBe(text)
})

it('takes UTF-8 where there is no content type', () => {
  expect(decodeText(utf8('{"a":"é"}'))).toBe('{"a":"é"}')
  expect(decodeText(bytes())).toBe('')
})

it.each(['klingon', 'x', 'utf-9', 'hz-gb-2312'])('gives nothing for a charset that nobody knows: %s', (charset) => {
  expect(decodeText(utf8('{}'), `application/json; charset=${charset}`)).toBeUndefined()
})
