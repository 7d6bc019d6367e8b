import type { BoundEndpoint } from '../contract/definition.js'
import type { WindowState } from '../contract/destination.js'
import { ConfigError } from '../contract/errors.js'
import type { Calendar } from '../contract/window.js'

/** Before anything is sent: what the ledger holds must not be read once more by another cut. */
export function refuseChanges(
  connection: string,
  endpoint: BoundEndpoint,
  calendar: Calendar,
  states: readonly WindowState[],
): void {
  refuseOtherGrid(connection, calendar, states)
  refuseOtherKeys(connection, endpoint, states)
}

/** Two grids in one ledger would count the same spend twice. */
function refuseOtherGrid(connection: string, calendar: Calendar, states: readonly WindowState[]): void {
  const other = states.find((state) => state.grid !== calendar.grid)
  if (other === undefined) return
  throw new ConfigError({
    code: 'CONFIG_GRID_CHANGED',
    message: `the ledger holds windows of ${other.endpoint} on the grid "${other.grid}"; this config reads them on "${calendar.grid}"`,
    hint: `Give the connection another name than "${connection}", or restore the old setting: both grids in one would count spend twice.`,
  })
}

/**
 * Partitions by other names cover the same spend: the whole account and its parts, an account and its ad groups. Other
 * values under the same names (one account more) are no overlap.
 */
function refuseOtherKeys(connection: string, endpoint: BoundEndpoint, states: readonly WindowState[]): void {
  const namesOf = (key: object): string => Object.keys(key).sort().join(', ')
  const partitions = endpoint.below?.given(() => ['any']) ?? endpoint.partitions
  const now = new Set(partitions.map(({ key }) => namesOf(key)))
  const before = states.map(({ partition }) => namesOf(JSON.parse(partition))).find((names) => !now.has(names))
  if (before === undefined || now.size === 0) return
  throw new ConfigError({
    code: 'CONFIG_PARTITIONS_CHANGED',
    message: `the ledger holds ${endpoint.name} by (${before || 'the whole account'}); this config reads it by (${[...now].map((names) => names || 'the whole account').join(' and ')})`,
    hint: `Give the connection another name than "${connection}", or restore the old setting: both in one ledger would count spend twice.`,
  })
}
