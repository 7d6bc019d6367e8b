import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { decodeJson } from '../numbers/decode-json.js'
import { count } from './count.js'
import { type Duration, parseDuration } from './duration.js'
import { fieldMark } from './field-kind.js'
import { id } from './id.js'
import { money } from './money.js'
import { ordinal } from './ordinal.js'
import { personal } from './personal.js'
import { isSecret, reveal, Secret, secret } from './secret.js'

/** What a schema makes of a JSON document, or why it makes nothing of it. */
function read(schema: z.ZodType, json: string): unknown {
  const parsed = schema.safeParse(decodeJson(json))
  return parsed.success ? parsed.data : `refused: ${parsed.error.issues[0]?.message}`
}

describe('id()', () => {
  it.each([
    ['7', '7'],
    ['"007"', '007'],
    ['"a b"', 'a b'],
    ['1234567890123456789', '1234567890123456789'],
    ['12345678901234567890', '12345678901234567890'],
    ['-5', '-5'],
  ])('reads %s as the text %s', (json, text) => {
    expect(read(id(), json)).toBe(text)
  })

  it.each(['""', 'null', '1.5', '1.0', '1e3', 'true', '[]', '{}'])('refuses %s', (json) => {
    expect(read(id(), json)).toContain('refused')
  })

  it('refuses a JavaScript number that has lost digits', () => {
    expect(id().safeParse(2 ** 53).error?.issues[0]?.message).toBe(
      'is a number that has lost digits: write the id in quotes',
    )
    expect(id().safeParse(1.5).success).toBe(false)
  })
})

describe('count()', () => {
  it.each([
    ['0', 0],
    ['"12"', 12],
    ['-3', -3],
    ['1.0', 1],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %s as the number %d', (json, number) => {
    expect(read(count(), json)).toBe(number)
  })

  it.each([
    '9007199254740992',
    '"9007199254740993"',
    '12345678901234567890',
    '1.5',
    '""',
    '" 1"',
    '"1 000"',
    'null',
    'true',
  ])('refuses %s', (json) => {
    expect(read(count(), json)).toBe('refused: expected a whole number up to 2^53')
  })
})

describe('secret()', () => {
  const hidden = secret().parse('sk-canary')

  it('makes a secret that shows itself to no one', () => {
    const shown = [
      String(hidden),
      `${hidden}`,
      `${[hidden]}`,
      JSON.stringify({ hidden }),
      inspect(hidden),
      inspect({ deep: [hidden] }, { showHidden: true, depth: 9, customInspect: true }),
      inspect(hidden, { customInspect: false, showHidden: true }),
      JSON.stringify(Object.entries(hidden)),
      JSON.stringify(structuredClone({ ...hidden })),
      JSON.stringify(Object.getOwnPropertyDescriptors(hidden)),
    ]
    expect(shown.join(' ')).not.toContain('canary')
    expect(shown.slice(0, 4)).toEqual(['[secret]', '[secret]', '[secret]', '{"hidden":"[secret]"}'])
  })

  it('gives its text to reveal alone', () => {
    expect(reveal(hidden)).toBe('sk-canary')
    expect(isSecret(hidden)).toBe(true)
    expect(isSecret({ value: 'x' })).toBe(false)
    expect(isSecret('x')).toBe(false)
  })

  it('takes a secret as it is', () => {
    expect(secret().parse(hidden)).toBe(hidden)
  })

  it.each([
    [undefined, 'is missing'],
    [null, 'is missing'],
    ['', 'is empty'],
    [' canary', 'has white space before or after it'],
    ['canary\n', 'has white space before or after it'],
    [42, 'must be text'],
    [{ value: 'canary' }, 'must be text'],
  ])('refuses %j: it %s', (value, said) => {
    const parsed = secret().safeParse(value)
    expect(parsed.error?.issues[0]?.message).toBe(said)
    expect(JSON.stringify(parsed.error?.issues) + inspect(parsed.error, { depth: 9 })).not.toContain('canary')
  })

  it('knows a secret of another copy of core', () => {
    const other = { [Symbol.for('outlay/reveal')]: () => 'x' } as unknown as Secret
    expect(isSecret(other)).toBe(true)
    expect(reveal(other)).toBe('x')
    expect(hidden).toBeInstanceOf(Secret)
  })
})

describe('personal()', () => {
  it('marks a field through every wrapper, keeps what else it is, and makes it optional', () => {
    const field = personal(money('CNY')).nullable().default(null).readonly()
    expect(fieldMark(field)).toMatchObject({ kind: 'money', personal: true })
    expect(fieldMark(personal(id().nullish()))).toMatchObject({ kind: 'id', personal: true })
    expect(fieldMark(z.string())).toEqual({})
    expect(z.object({ name: personal(z.string()) }).parse({})).toEqual({})
  })

  it('leaves a description in place', () => {
    expect(personal(z.string()).describe('the name').meta()).toMatchObject({
      description: 'the name',
      outlay: { personal: true },
    })
    expect(secret().describe('a key').description).toBe('a key')
    expect(fieldMark(secret().describe('a key'))).toEqual({ kind: 'secret' })
  })
})

describe('parseDuration()', () => {
  it.each<[Duration, number]>([
    ['0s', 0],
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['6h', 21_600_000],
    ['7d', 604_800_000],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', '5', 's', '-5s', '5 s', '5S', '1e3s', '5w', '.5s', 'Infinitys'])('refuses %j', (text) => {
    expect(() => parseDuration(text as Duration)).toThrow(RangeError)
  })
})

describe('ordinal()', () => {
  it('is a plain value', () => {
    expect(ordinal()).toEqual({ kind: 'ordinal' })
  })
})
