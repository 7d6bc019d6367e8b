import { resolve } from 'node:path'
import type { CommandContext } from '../command-context.js'
import { destinationValues } from '../config/destination-values.js'
import type { LoadedConfig } from '../config/load-config.js'

/** What no output may take the place of: the config file, and the ledger where there is one. Absolute. */
export function sparedFiles({ io, configFile }: CommandContext, config: LoadedConfig): readonly string[] {
  const own = resolve(io.cwd, configFile)
  if (config.destination === undefined) return [own]
  const { path } = destinationValues(config, config.valueAt)
  return [own, path, `${path}.wal`]
}
