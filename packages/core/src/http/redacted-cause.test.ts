import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Secret } from '../fields/secret.js'
import { redactedCause } from './redacted-cause.js'
import { createRedactor } from './redactor.js'

const redactor = createRedactor([new Secret('sk-canary')])
const shownOf = (cause: unknown): string => inspect(redactedCause(cause, redactor), { depth: 20, showHidden: true })

describe('the cause of an error', () => {
  it('is itself where it holds nothing to hide', () => {
    const inner = Object.assign(new Error('reset'), { code: 'ECONNRESET' })
    for (const cause of [inner, new RangeError('outer', { cause: inner }), new DOMException('gone', 'AbortError')])
      expect(redactedCause(cause, redactor)).toBe(cause)
  })

  it.each([
    ['its message', () => new TypeError('with sk-canary')],
    ['its name', () => Object.assign(new TypeError('x'), { name: 'sk-canary' })],
    ['its code', () => Object.assign(new TypeError('x'), { code: 'E sk-canary' })],
    ['its stack', () => Object.assign(new TypeError('x'), { stack: 'TypeError: x\n at sk-canary.js' })],
    ['a property', () => Object.assign(new TypeError('x'), { input: 'sk-canary' })],
    ['its own cause', () => new TypeError('x', { cause: new Error('y', { cause: new Error('sk-canary') }) })],
    ['a cause that is no error', () => new TypeError('x', { cause: { key: 'sk-canary' } })],
  ])('loses a secret in %s, and nothing else', (_where, make) => {
    const cause = make()
    const clean = redactedCause(cause, redactor)
    expect(shownOf(cause)).not.toContain('canary')
    expect(clean?.message).toBe(cause.message.replace('sk-canary', '[redacted]'))
    expect(clean?.stack).toBe(cause.stack?.replace('sk-canary', '[redacted]'))
    expect(clean?.name).toBe(cause.name.replace('sk-canary', '[redacted]'))
  })

  it('keeps the code, be it text or a number', () => {
    for (const code of ['ENOTFOUND', 20])
      expect(redactedCause(Object.assign(new Error('sk-canary'), { code }), redactor)).toMatchObject({ code })
  })

  it.each([undefined, null, 'sk-canary', { message: 'sk-canary' }])('that is no error, %j, is left out', (cause) => {
    expect(redactedCause(cause, redactor)).toBeUndefined()
  })

  it('ends where causes go round in circles', () => {
    const circular = new Error('sk-canary')
    circular.cause = circular
    expect(shownOf(circular)).not.toContain('canary')
  })
})
