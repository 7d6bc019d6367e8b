import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

const results = new URL('../results/', import.meta.url)
const page = new URL('../../docs/benchmarks.md', import.meta.url)

/**
 * Keeps results under the day of the run, beside what was measured earlier on that day (else: at all), and gives all that
 * are known by workload.
 */
export function keep(measured) {
  mkdirSync(results, { recursive: true })
  const file = `${new Date().toISOString().slice(0, 10)}.json`
  const latest = readdirSync(results)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .at(-1)
  const before = latest === undefined ? {} : JSON.parse(readFileSync(new URL(latest, results), 'utf8'))
  const all = { ...before, ...measured }
  writeFileSync(new URL(file, results), `${JSON.stringify(all, null, 2)}\n`)
  return all
}

/** Replaces what stands between `<!-- bench:<name> -->` and `<!-- /bench:<name> -->`; throws where the page has no such place. */
export function render(blocks) {
  let text = readFileSync(page, 'utf8')
  for (const [name, content] of Object.entries(blocks)) {
    const place = new RegExp(`(<!-- bench:${name} -->\\n)[^]*?(\\n?<!-- /bench:${name} -->)`)
    if (!place.test(text)) throw new Error(`docs/benchmarks.md has no place for ${name}`)
    text = text.replace(place, (_all, begin, end) => `${begin}${content}\n${end.trimStart()}`)
  }
  writeFileSync(page, text)
}
