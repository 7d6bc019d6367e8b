import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ConfigError } from '@outlay/core'
import { errorCode } from '../error-code.js'
import { type Environment, type Interpolation, interpolation } from './interpolation.js'
import type { OutlayConfig } from './outlay-config.js'
import { parseYaml } from './parse-yaml.js'
import { readSections } from './read-sections.js'

/** A config file and how its values are filled in. */
export interface LoadedConfig extends OutlayConfig {
  readonly valueAt: Interpolation
}

/**
 * Reads a config file and checks its outline. Values are filled in only where a command needs them, so that exporting
 * asks for nobody's credentials. This is the one place that reads the process's environment, unless `env` is given.
 * Throws a ConfigError that names file, line and key.
 */
export function loadConfig(
  name: string,
  cwd: string,
  env: Environment = process.env,
  filledIn: (text: string) => void = () => {},
): LoadedConfig {
  const path = resolve(cwd, name)
  const file = { name, folder: dirname(path), text: textOf(path, name) }
  return { ...readSections(file, parseYaml(file)), valueAt: interpolation(file, env, filledIn) }
}

function textOf(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const code = errorCode(cause)
    const problem =
      code === 'ENOENT' ? `there is no config file ${name}` : `the config file ${name} cannot be read (${code})`
    throw new ConfigError({ message: problem, hint: 'Name it with --config FILE.', cause })
  }
}
