import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Scalar } from 'yaml'
import { type ConfigFile, configProblem } from './config-file.js'
import type { Located, LocatedScalar } from './located.js'

/** Deeper, or more values, is a loop of aliases. */
const MAX_DEPTH = 50
const MAX_VALUES = 100_000

/** Parses YAML 1.2 and keeps positions. Throws a ConfigError that quotes nothing of the file, which may hold secrets. */
export function parseYaml(file: ConfigFile): Located {
  const lines = new LineCounter()
  const document = parseDocument(file.text, { version: '1.2', schema: 'core', lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    const problem = `this is no valid YAML: ${error.code.toLowerCase().replaceAll('_', ' ')} (column ${col})`
    throw configProblem(file, { path: '', line }, problem, SYNTAX_HINT)
  }
  return convert(document.contents, { file, document, lines, path: [], seen: { values: 0 } })
}

const SYNTAX_HINT = `Look at the indentation and the quotes; inside { } and [ ], write "\${env:NAME}" with quotes.`

interface At {
  readonly file: ConfigFile
  readonly document: Document
  readonly lines: LineCounter
  readonly path: readonly string[]
  /** Counts the values of the whole file. */
  readonly seen: { values: number }
}

function convert(node: unknown, at: At): Located {
  const place = { path: at.path.join('.'), line: lineOf(node, at.lines) }
  at.seen.values += 1
  if (at.path.length > MAX_DEPTH || at.seen.values > MAX_VALUES)
    throw configProblem(at.file, place, 'this nests too deep, or repeats itself')
  const below = (key: string): At => ({ ...at, path: [...at.path, key] })
  if (isAlias(node)) {
    const named = node.resolve(at.document)
    if (named === undefined)
      throw configProblem(at.file, place, 'this alias names nothing', 'A text that begins with "*" needs quotes.')
    return { ...convert(named, below('*')), ...place }
  }
  if (isSeq(node)) {
    return { ...place, kind: 'list', items: node.items.map((item, index) => convert(item, below(String(index)))) }
  }
  if (!isMap(node)) return { ...place, kind: 'scalar', value: isScalar(node) ? scalarValue(node) : null }
  const entries = node.items.map(({ key, value }): [string, Located] => {
    const name = isScalar(key) ? (key.source ?? String(key.value)) : '?'
    const converted = convert(value, below(name))
    return [name, value === null ? { ...converted, line: lineOf(key, at.lines) } : converted]
  })
  return { ...place, kind: 'map', entries: new Map(entries) }
}

/** A 19-digit account id, `007`, `3.50` and `2026-10-01` stay the text that the user wrote. */
function scalarValue({ value, source }: Scalar): LocatedScalar['value'] {
  if (typeof value === 'boolean' || typeof value === 'string' || value === null) return value
  return typeof value === 'number' && Number.isSafeInteger(value) && String(value) === source ? value : (source ?? null)
}

function lineOf(node: unknown, lines: LineCounter): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
  return Array.isArray(range) && typeof range[0] === 'number' ? lines.linePos(range[0]).line : 1
}
