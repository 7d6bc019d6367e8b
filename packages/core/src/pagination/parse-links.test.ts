import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OutlayError } from '../contract/errors.js'
import { parseLinks } from './parse-links.js'

/** The links as plain data: each with its parameters in order. */
function read(header: string): readonly (readonly [target: string, parameters: Readonly<Record<string, string>>])[] {
  return parseLinks(header).map(({ target, parameters }) => [target, Object.fromEntries(parameters)])
}

describe('a Link header', () => {
  it.each([
    ['</a>; rel=next', [['/a', { rel: 'next' }]]],
    ['</a>;rel="next"', [['/a', { rel: 'next' }]]],
    [
      '<https://x.example/?page=2>; rel="next", <https://x.example/?page=9>; rel="last"',
      [
        ['https://x.example/?page=2', { rel: 'next' }],
        ['https://x.example/?page=9', { rel: 'last' }],
      ],
    ],
    ['<\t/a >\t ; rel =\t next', [['/a', { rel: 'next' }]]],
    ['</a>; REL="Start NEXT"; Title=x', [['/a', { rel: 'Start NEXT', title: 'x' }]]],
    [
      '</a>; title="one, two; <three>; rel=no"; rel=next',
      [['/a', { title: 'one, two; <three>; rel=no', rel: 'next' }]],
    ],
    ['</a>; title="say \\"next\\" \\\\ \\n"; rel=next', [['/a', { title: 'say "next" \\ n', rel: 'next' }]]],
    ['</?a=1,2;b=3>; rel=next', [['/?a=1,2;b=3', { rel: 'next' }]]],
    ['</a>; rel=prev; rel=next', [['/a', { rel: 'prev' }]]],
    ['</a>; crossorigin; rel=next; title=""', [['/a', { crossorigin: '', rel: 'next', title: '' }]]],
    ['</a>; rel=https://x.example/rels/more?a=b', [['/a', { rel: 'https://x.example/rels/more?a=b' }]]],
    ["</a>; title*=UTF-8''n%c3%a4chste; rel=next", [['/a', { 'title*': "UTF-8''n%c3%a4chste", rel: 'next' }]]],
    [
      ' , ,</a>;;rel=next;, ,</b>,',
      [
        ['/a', { rel: 'next' }],
        ['/b', {}],
      ],
    ],
    ['<>; rel=next', [['', { rel: 'next' }]]],
    ['', []],
    [' ,\t,', []],
  ])('%j is read by the grammar', (header, links) => {
    expect(read(header)).toEqual(links)
  })

  it.each([
    ['/a; rel=next', 'no < at character 1'],
    ['</a; rel=next', 'its < has no >'],
    ['</a, </b>; rel=next', 'its < has no >'],
    ['</a>; rel="next', 'its " has no end'],
    ['</a>; rel="next\\', 'its " has no end'],
    ['</a>; rel="next\\"', 'its " has no end'],
    ['</a>; rel=', 'no value at character'],
    ['</a>; rel=; title=x', 'no value at character'],
    ['</a>; =next', 'no parameter at character 7'],
    ['</a> rel=next', 'no comma before character 6'],
    ['</a>; rel=next </b>; rel=last', 'no comma before character 16'],
    ['</a>; rel next', 'no comma before character 11'],
    ['</a>; rel="next" last', 'no comma before character 18'],
    ['</a>; rel=ne"xt"', 'no comma before character 13'],
    ['[]', 'no < at character 1'],
  ])('%j is broken, and never read as half of what it says', (header, problem) => {
    const reading = (): unknown => parseLinks(header)
    expect(reading).toThrow(`the vendor's Link header cannot be followed: it`)
    expect(reading).toThrow(problem)
    expect(reading).toThrow(expect.objectContaining({ code: 'LINK_HEADER_BROKEN', category: 'vendor_bug' }))
  })
})

describe('whatever a writer makes of links', () => {
  const letters = (alphabet: string, min = 0) =>
    fc.string({ unit: fc.constantFrom(...alphabet), minLength: min, maxLength: 9 })
  const space = letters(' \t')
  const target = letters('abc/?=&%2,;"\\:.#[]()\'')
  const name = letters('abcXYZ-_.*!', 1)
  const quotedValue = letters('ab"\\,;<>= \tü')
  const bareValue = letters('abC09/:.-+', 1)
  const value = fc.oneof(
    quotedValue.map((text) => ({ text, quoted: true })),
    bareValue.map((text) => ({ text, quoted: false })),
    fc.constant({ text: '', quoted: false }), // a parameter without a value
  )
  const link = fc.record({ target, parameters: fc.array(fc.tuple(name, value), { maxLength: 5 }) })

  it('is read back as it was meant', () => {
    fc.assert(
      fc.property(
        fc.array(link, { maxLength: 5 }),
        fc.infiniteStream(space),
        fc.infiniteStream(fc.nat(3)),
        (links, spaces, choices) => {
          const gap = (): string => spaces.next().value ?? ''
          const some = (text: string): string => text.repeat(choices.next().value ?? 0)
          const header = links.map((one) => written(one, gap, some)).join(`,${gap()}`)
          const meant = links.map((one) => {
            const parameters = new Map<string, string>()
            for (const [key, { text }] of [...one.parameters].reverse()) parameters.set(key.toLowerCase(), text)
            return { target: one.target, parameters }
          })
          const found = parseLinks(some(', ') + header + some(' ,'))
          expect(found.map((one) => one.target)).toEqual(meant.map((one) => one.target))
          for (const [index, { parameters }] of found.entries()) {
            expect(new Map([...parameters].sort())).toEqual(new Map([...(meant[index]?.parameters ?? [])].sort()))
          }
        },
      ),
      { numRuns: 300 },
    )
  }, 30_000)

  it('is read, or refused with an error of ours, when it is damaged', () => {
    const damaged = fc.array(fc.constantFrom(...'<>;,="\\ \tab/', 'rel=', 'next', '</a>', '; rel="next"'), {
      maxLength: 25,
    })
    fc.assert(
      fc.property(damaged, (parts) => {
        try {
          for (const { target: found } of parseLinks(parts.join(''))) expect(parts.join('')).toContain(found)
        } catch (error) {
          expect(OutlayError.isInstance(error) && error.code).toBe('LINK_HEADER_BROKEN')
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

/** A writer that takes its time: every character by itself, white space wherever the grammar lets it stand. */
function written(
  link: {
    readonly target: string
    readonly parameters: readonly (readonly [string, { text: string; quoted: boolean }])[]
  },
  gap: () => string,
  some: (text: string) => string,
): string {
  let text = `${gap()}<${link.target}>`
  for (const [name, { text: value, quoted }] of link.parameters) {
    text += `${gap()};${some(';')}${gap()}${name}`
    if (quoted) {
      text += `${gap()}=${gap()}"`
      for (const character of value)
        text += character === '"' || character === '\\' ? `\\${character}` : some('\\').slice(0, 1) + character
      text += '"'
    } else if (value !== '') {
      text += `${gap()}=${gap()}${value}`
    }
  }
  return `${text}${gap()}`
}
