import { describe, expect, it } from 'vitest'
import { renderTemplate } from './render-template.js'

const TEMPLATE = `first
//? auth: bearer basic
simple
//? auth: not bearer and windows: days
other
//? end
last {{name}}`

describe('renderTemplate', () => {
  it.each([
    [{ auth: 'bearer', windows: 'days' }, 'first\nsimple\nlast x'],
    [{ auth: 'basic', windows: 'days' }, 'first\nsimple\nother\nlast x'],
    [{ auth: 'sign', windows: 'days' }, 'first\nother\nlast x'],
    [{ auth: 'sign', windows: 'hours' }, 'first\nlast x'],
  ])('keeps the lines that %j asks for', (conditions, expected) => {
    expect(renderTemplate(TEMPLATE, { name: 'x' }, conditions)).toBe(expected)
  })

  it('refuses a slot that nothing fills', () => {
    expect(() => renderTemplate('{{missing}}', {}, {})).toThrow('{{missing}}')
  })

  it('refuses a condition of an axis that there is not', () => {
    expect(() => renderTemplate('//? colour: red\nx', {}, { auth: 'none' })).toThrow('colour: red')
  })
})
