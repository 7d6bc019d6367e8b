import { closest, distance } from 'fastest-levenshtein'

/** Says ` (did you mean "…"?)` where `word` is close to a known one, else nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  const nearest = closest(word, [...known])
  const near = distance(word.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, word.length / 3)
  return near ? ` (did you mean "${nearest}"?)` : ''
}
