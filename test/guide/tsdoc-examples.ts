import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './page.js'

/** What stands under an `@example` of a TSDoc comment. */
export interface TsdocExample {
  /** Its file within the repository, and the line. */
  readonly place: string
  /** A name that a file can have. */
  readonly name: string
  readonly code: string
  /** What its calls of console.log print, as the comments behind them say. */
  readonly prints: readonly string[]
}

/** Every example of the packages' sources. */
export function tsdocExamples(): readonly TsdocExample[] {
  const files = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => /^[^/]+\/src\/.*(?<!\.test|\.test-d|\.d)\.ts$/.test(file)).sort()
  return sources.flatMap((file) => examplesIn(`packages/${file}`))
}

function examplesIn(file: string): readonly TsdocExample[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/^ *\* @example\b(.*?)(?=^ *\* @|^ *\*\/)/gms)].map(({ 1: body = '', index }, number) => {
    const code = body.replace(/^ *\* ?/gm, '').trim()
    return {
      place: `${file}:${text.slice(0, index).split('\n').length}`,
      name: `${file.replace(/\W+/g, '-').replace(/-ts$/, '')}-${number}`,
      code: `${code}\n`,
      prints: [...code.matchAll(/console\.log\(.*\) \/\/ (.+)$/gm)].map(([, said = '']) => said),
    }
  })
}
