import type { Amount } from '../contract/restatement.js'
import type { RowChange } from './find-restatements.js'
import { canonicalAmount } from './row-amounts.js'

/**
 * Changes of rows whose keys end in an ordinal, without those that have only moved: a row that comes, goes or changes may
 * give its neighbours other ordinals. Of rows equal in the rest of the key, those with the same amounts before and after
 * are the same; what is left is paired in the order of the ordinals.
 */
export function withoutMoves(changes: readonly RowChange[]): readonly RowChange[] {
  const groups = new Map<string, RowChange[]>()
  for (const change of changes) {
    const { named } = partsOf(change.key)
    const group = groups.get(named)
    if (group === undefined) groups.set(named, [change])
    else group.push(change)
  }
  return [...groups.values()].flatMap(pairedAnew)
}

/** A row before or after. */
interface Side {
  readonly key: string
  readonly amounts: readonly Amount[]
  /** The same for equal amounts. */
  readonly content: string
}

function pairedAnew(group: readonly RowChange[]): readonly RowChange[] {
  const [before, after] = [sidesOf(group, 'before'), sidesOf(group, 'after')]
  const [gone, come] = [beyond(before, after), beyond(after, before)]
  return Array.from({ length: Math.max(gone.length, come.length) }, (_, index) => {
    const [was, is] = [gone[index], come[index]]
    return { key: is?.key ?? was?.key ?? '', ...(was && { before: was.amounts }), ...(is && { after: is.amounts }) }
  })
}

function sidesOf(group: readonly RowChange[], side: 'before' | 'after'): readonly Side[] {
  const found = group.flatMap((change): Side[] => {
    const amounts = change[side]
    return amounts === undefined ? [] : [{ key: change.key, amounts, content: amounts.map(canonicalAmount).join('\n') }]
  })
  return found.sort((a, b) => partsOf(a.key).place - partsOf(b.key).place)
}

/** `["a",2]` is the row in place 2 among those whose key begins with `["a",`. */
function partsOf(key: string): { readonly named: string; readonly place: number } {
  const [, named = key, place = '0'] = /^(.*[[,])(\d+)\]$/s.exec(key) ?? []
  return { named, place: Number(place) }
}

/** What `some` has more often than `others`. */
function beyond(some: readonly Side[], others: readonly Side[]): readonly Side[] {
  const left = new Map<string, number>()
  for (const { content } of others) left.set(content, (left.get(content) ?? 0) + 1)
  return some.filter(({ content }) => {
    const more = left.get(content) ?? 0
    left.set(content, more - 1)
    return more <= 0
  })
}
