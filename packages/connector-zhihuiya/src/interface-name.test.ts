import { describe, expect, it } from 'vitest'
import { interfaceName, splitCode } from './interface-name.js'

const BOTH = '<cn>[P042]全文附图</cn><us>[P042]Fulltext Image</us>'

describe('interfaceName', () => {
  it.each([
    ['the Chinese name', BOTH, 'cn', '[P042]全文附图'],
    ['the English name', BOTH, 'us', '[P042]Fulltext Image'],
    ['the English one where no other is', '<us>[P042]Fulltext Image</us>', 'cn', '[P042]Fulltext Image'],
    ['the other one where its own is empty', '<cn> </cn><us>X</us>', 'cn', 'X'],
    ['a plain name', '[P042]全文附图', 'us', '[P042]全文附图'],
    ['full-width brackets', '<cn>查新检索（Beta）</cn>', 'cn', '查新检索（Beta）'],
    ['other angle brackets as they are', '<cn>a < b & <i>c</i></cn>', 'cn', 'a < b & <i>c</i>'],
    ['a name whose element is not closed', '<cn>[P042]全文附图', 'cn', '[P042]全文附图'],
    ['nothing', '', 'cn', ''],
  ] as const)('gives %s', (_what, text, locale, name) => {
    expect(interfaceName(text, locale)).toBe(name)
  })

  it('takes no longer than its text for elements that are never closed', () => {
    const text = '<cn>'.repeat(200_000)

    expect(interfaceName(text, 'us')).toBe('')
  })
})

describe('splitCode', () => {
  it.each([
    ['[AI34-3]Quick-search report Query(Beta)', 'AI34-3', 'Quick-search report Query(Beta)'],
    ['[P042] Fulltext Image', 'P042', 'Fulltext Image'],
    ['Fulltext Image', undefined, 'Fulltext Image'],
    ['[]Fulltext Image', undefined, '[]Fulltext Image'],
    ['Fulltext [P042]', undefined, 'Fulltext [P042]'],
  ])('reads %s', (name, code, title) => {
    expect(splitCode(name)).toEqual({ code, title })
  })
})
