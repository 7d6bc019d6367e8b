import { resolve } from 'node:path'
import { ConfigError } from '@outlay/core'
import { configProblem } from './config-file.js'
import type { Interpolation } from './interpolation.js'
import { mapOf } from './members.js'
import type { DestinationValues, OutlayConfig } from './outlay-config.js'

/** Where the ledger is. Throws a ConfigError where the file names none, or another kind than DuckDB. */
export function destinationValues({ file, destination }: OutlayConfig, valueAt: Interpolation): DestinationValues {
  if (destination === undefined) {
    throw new ConfigError({
      message: `${file.name} names no destination`,
      hint: 'Add a line: destination: { type: duckdb, path: ./outlay.duckdb }',
    })
  }
  const { entries } = mapOf(file, destination)
  const type = entries.get('type')
  if (type === undefined || valueAt(type) !== 'duckdb') {
    throw configProblem(file, type ?? destination, 'the type of the destination must be duckdb')
  }
  const place = entries.get('path')
  const path = place && valueAt(place)
  if (typeof path !== 'string' || path === '') {
    throw configProblem(file, place ?? destination, 'the destination needs the path of a file')
  }
  return { type: 'duckdb', path: resolve(file.folder, path) }
}
