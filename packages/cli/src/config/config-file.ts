import { ConfigError } from '@outlay/core'
import type { Located } from './located.js'

/** A config file as errors name it. */
export interface ConfigFile {
  /** As the user wrote it. */
  readonly name: string
  /** Absolute; everything relative in the file is relative to it. */
  readonly folder: string
  readonly text: string
}

/** An error of the config file: file, line, the path of the key, and what is wrong there. Never a value. */
export function configProblem(
  file: ConfigFile,
  at: Pick<Located, 'path' | 'line'>,
  problem: string,
  hint?: string,
): ConfigError {
  const where = at.path === '' ? '' : `${at.path}: `
  return new ConfigError({ message: `${file.name}:${at.line}: ${where}${problem}`, hint })
}
