import { type LimitOverride, WHEN_HINT } from '@outlay/core'
import type { OnDifference, OnDrift, StreamOptions } from '@outlay/core/runtime'
import { type ConfigFile, configProblem } from './config-file.js'
import type { Interpolation } from './interpolation.js'
import type { Located } from './located.js'
import { mapOf } from './members.js'
import type { ConnectionSection, ConnectionValues } from './outlay-config.js'
import { isRequestCount } from './request-count.js'
import { isWhen } from './when.js'

/** The values of a connection's section. Throws a ConfigError that names the key for a value that does not fit. */
export function connectionValues(
  file: ConfigFile,
  section: ConnectionSection,
  valueAt: Interpolation,
): ConnectionValues {
  const connector = valueAt(section.connector)
  if (typeof connector !== 'string' || connector === '') {
    throw configProblem(file, section.connector, 'expected the name of a connector or a path')
  }
  const limits = [...section.limits].map(([name, node]) => [name, limitValues(file, node, valueAt)])
  const streams = [...section.streams].map(([name, node]) => [name, streamValues(file, node, valueAt)])
  return {
    connector,
    config: section.config === undefined ? {} : (valueAt(section.config) ?? {}),
    limits: Object.fromEntries(limits),
    streams: Object.fromEntries(streams),
    maxRequests: option(file, section.maxRequests, valueAt, isRequestCount, 'expected a whole number, 1 or more'),
    onDifference: option(
      file,
      section.onDifference,
      valueAt,
      isOneOf(ON_DIFFERENCE),
      `expected ${listed(ON_DIFFERENCE)}`,
    ),
  }
}

const ON_DIFFERENCE: readonly OnDifference[] = ['report', 'fail']
const ON_DRIFT: readonly OnDrift[] = ['evolve', 'warn', 'quarantine', 'fail']

/** What the options mean is the limit's own business. */
function limitValues(file: ConfigFile, node: Located, valueAt: Interpolation): LimitOverride {
  if (node.kind === 'map') {
    return Object.fromEntries([...node.entries].map(([name, option]) => [name, valueAt(option)]))
  }
  if (node.kind === 'scalar' && node.value === null) return {}
  if (valueAt(node) === 'off') return 'off'
  throw configProblem(file, node, 'expected off, or options such as { max: 30, per: 1m }')
}

function streamValues(file: ConfigFile, place: Located, valueAt: Interpolation): StreamOptions {
  const { entries } = mapOf(file, place)
  return {
    enabled: option(file, entries.get('enabled'), valueAt, isBoolean, 'expected true or false'),
    from: option(file, entries.get('from'), valueAt, isWhen, 'this is no date', WHEN_HINT),
    to: option(file, entries.get('to'), valueAt, isWhen, 'this is no date', WHEN_HINT),
    onDrift: option(file, entries.get('onDrift'), valueAt, isOneOf(ON_DRIFT), `expected ${listed(ON_DRIFT)}`),
  }
}

function option<T>(
  file: ConfigFile,
  node: Located | undefined,
  valueAt: Interpolation,
  fits: (value: unknown) => value is T,
  problem: string,
  hint?: string,
): T | undefined {
  if (node === undefined) return undefined
  const value = valueAt(node)
  if (fits(value)) return value
  throw configProblem(file, node, problem, hint)
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function isOneOf<T>(values: readonly T[]): (value: unknown) => value is T {
  return (value): value is T => values.some((known) => known === value)
}

/** `a, b or c`. */
function listed(values: readonly string[]): string {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}
