import { readFileSync } from 'node:fs'

/** What a file of this package holds; `path` from the package's root. */
export function textOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
}

/** True when no `FILL IN` is left in a file. */
export function isFilledIn(path: string): boolean {
  return placesIn(path).length === 0
}

/** Throws with every place of a file that is still to be filled in, and what belongs there. */
export function demandFilledIn(path: string): void {
  const places = placesIn(path)
  if (places.length === 0) return
  const error = new Error(`Fill in ${path}, and take each FILL IN out as you go:\n${places.join('\n')}`)
  error.stack = '' // what it says is all that there is to see
  throw error
}

function placesIn(path: string): readonly string[] {
  return textOf(path)
    .split('\n')
    .flatMap((line, index) => {
      const what = /FILL IN\W+(\w.*?)[\s"}]*$/.exec(line)?.[1]
      return what === undefined ? [] : [`  ${path}:${index + 1}: ${what}`]
    })
}
