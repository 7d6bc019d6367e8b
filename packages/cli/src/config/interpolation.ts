import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { errorCode, inBrackets } from '../error-code.js'
import { type ConfigFile, configProblem } from './config-file.js'
import type { Located, LocatedScalar } from './located.js'

/** Values of variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Gives the value of a place, with `${env:NAME}` and `${file:path}` replaced by what they stand for. */
export type Interpolation = (node: Located) => unknown

/**
 * An interpolation for one config file. A missing variable, a file that cannot be read and any other `${…}` are
 * ConfigErrors that name the key; `filledIn` hears of every value that comes from outside of the file. Paths are relative to the config file's folder; one trailing line break is stripped.
 */
export function interpolation(file: ConfigFile, env: Environment, filledIn: (text: string) => void): Interpolation {
  const valueAt = (node: Located): unknown => {
    if (node.kind === 'list') return node.items.map(valueAt)
    if (node.kind === 'map') return Object.fromEntries([...node.entries].map(([key, value]) => [key, valueAt(value)]))
    return typeof node.value === 'string' ? filled(node.value, node, file, env, filledIn) : node.value
  }
  return valueAt
}

const REFERENCE = /\$\{([^}]*)\}?/g

function filled(
  text: string,
  at: LocatedScalar,
  file: ConfigFile,
  env: Environment,
  filledIn: (text: string) => void,
): string {
  return text.replace(REFERENCE, (whole, inside: string) => {
    const [, kind, name] = /^(env|file):(.+)$/.exec(inside) ?? []
    if (kind === undefined || name === undefined || !whole.endsWith('}')) {
      const hint = 'A value that holds "${" itself can come from a variable or a file.'
      throw configProblem(file, at, `only \${env:NAME} and \${file:path} are replaced`, hint)
    }
    const value = kind === 'env' ? variable(name, at, file, env) : fileText(name, at, file)
    filledIn(value)
    return value
  })
}

function variable(name: string, at: LocatedScalar, file: ConfigFile, env: Environment): string {
  const value = env[name]
  if (value !== undefined) return value
  throw configProblem(
    file,
    at,
    `the environment variable ${name} is not set`,
    `Set ${name}, then run the command again.`,
  )
}

function fileText(path: string, at: LocatedScalar, file: ConfigFile): string {
  try {
    return readFileSync(resolve(file.folder, path), 'utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    const code = inBrackets(errorCode(cause))
    throw configProblem(
      file,
      at,
      `the file ${path} cannot be read${code}`,
      "Paths are relative to the config file's folder.",
    )
  }
}
