import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CHOICES, optionsOf } from './choices.js'
import { scaffolded } from './testing/scaffolded.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

describe('the README', () => {
  it.each(['auth', 'paging', 'windows', 'errors'] as const)(
    'has every option of --%s, the default first, in the words of the help',
    (axis) => {
      const [, table = ''] = readme.split(`| \`--${axis}\` |`)
      const rows = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)]
      expect(rows.map(([, option]) => option)).toEqual(optionsOf(axis))
      for (const [, option = '', meaning = ''] of rows)
        expect(Object.entries(CHOICES[axis]).find(([name]) => name === option)?.[1]).toContain(meaning)
    },
  )

  it('quotes the messages that the tests of its example give', () => {
    const files = scaffolded({ auth: 'header', paging: 'cursor' }, 'usage', 'acme-cloud')
    const quoted = [...readme.matchAll(/^ {2}(\S+?):(\d+): (.*)$/gm)]
    expect(quoted).toHaveLength(4)
    for (const [, path = '', line, what = ''] of quoted) {
      expect(files.get(path)?.split('\n')[Number(line) - 1]).toMatch(new RegExp(`FILL IN.*${what}`))
    }
  })
})
