import { expect, it } from 'vitest'
import * as z from 'zod'
import { inBand } from './error-rules.js'

const rules = inBand({
  envelope: z.object({ code: z.string(), kind: z.string().nullish() }),
  ok: ({ code }) => code === '0',
  code: ({ code }) => code,
  message: () => '',
  classes: { E100: 'auth' },
  families: [
    { codes: 'E1…', has: (code) => code.startsWith('E1'), verdict: 'permission' },
    {
      codes: 'E…, of the kind limit',
      has: (code, { kind }) => code.startsWith('E') && kind === 'limit',
      verdict: 'rate_limited',
    },
    { codes: 'E…', has: (code) => code.startsWith('E'), verdict: 'invalid_request' },
  ],
})

it.each([
  ['E100', undefined, 'auth'],
  ['E101', 'limit', 'permission'],
  ['E200', 'limit', 'rate_limited'],
  ['E200', undefined, 'invalid_request'],
  ['X', undefined, 'vendor_bug'],
])('a code goes by its own entry, then by the first family that has it: %s (%s) is %s', (code, kind, category) => {
  expect(rules.classify({ status: 200, headers: {}, body: { code, kind: kind ?? null } })).toMatchObject({
    code,
    category,
  })
})
