import { ConfigError } from '../contract/errors.js'
import type { Limit, LimitOptions, LimitOverride, LimitOverrides } from '../contract/limit.js'
import { suggestion } from '../define/parse-config.js'
import { LIMIT_KINDS } from './limit-kinds.js'
import { limitName } from './limit-name.js'

/**
 * A connector's limits as a user's config wants them: changed, switched off, or added by a kind of the kit, then counted
 * by `key`. Throws a ConfigError that names limit and option.
 */
export function overrideLimits<C>(
  connector: string,
  limits: readonly Limit<C>[],
  overrides: LimitOverrides,
  key: NonNullable<Limit<C>['key']>,
): readonly Limit<C>[] {
  const names = limits.map(limitName)
  const changed = limits.flatMap((limit) => {
    const override = overrides[limitName(limit)]
    return override === undefined ? [limit] : changedBy(override, limit)
  })
  const added = Object.entries(overrides).flatMap(([name, override]): readonly Limit<C>[] => {
    if (names.includes(name)) return []
    const kind = LIMIT_KINDS.get(name)
    if (kind === undefined || override === 'off') throw unknownLimit(connector, name, names)
    return [checked(name, () => kind<C>({ key }, optionsIn(override)))]
  })
  return [...changed, ...added]
}

function changedBy<C>(override: LimitOverride, limit: Limit<C>): readonly Limit<C>[] {
  if (override === 'off') return []
  const { withOptions } = limit
  if (withOptions === undefined) {
    throw new ConfigError({ message: `limits.${limitName(limit)}: this limit has no options; it can be off` })
  }
  return [
    withRoom(
      checked(limitName(limit), () => withOptions(optionsIn(override))),
      limit,
    ),
  ]
}

/** A request that fits what the connector declares must not be told to be the connector's fault. */
function withRoom<C>(changed: Limit<C>, declared: Limit<C>): Limit<C> {
  const { weight, capacity } = changed
  if (weight === undefined || capacity === undefined) return changed
  return {
    ...changed,
    weight: (request) => {
      const units = weight(request)
      if (units <= capacity || units > (declared.capacity ?? units)) return units
      const problem = `a request to ${request.endpoint} costs ${units} units, and ${capacity} are allowed`
      throw new ConfigError({ message: `limits.${limitName(changed)}: ${problem}`, hint: 'Allow more at once.' })
    },
  }
}

/** Hosts in JavaScript may pass anything. */
function optionsIn(override: unknown): LimitOptions {
  if (typeof override === 'object' && override !== null && !Array.isArray(override)) return { ...override }
  throw new RangeError('expected "off", or options such as { max: 30, per: "1m" }')
}

function checked<C>(name: string, make: () => Limit<C>): Limit<C> {
  try {
    return make()
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new ConfigError({ message: `limits.${name}: ${cause.message}`, cause })
  }
}

function unknownLimit(connector: string, name: string, names: readonly string[]): ConfigError {
  const kinds = [...LIMIT_KINDS.keys()]
  const own = names.length === 0 ? 'It declares none' : `Its limits: ${names.join(', ')}`
  return new ConfigError({
    code: 'CONFIG_UNKNOWN_KEY',
    message: `limits: ${connector} has no limit "${name}"${suggestion(name, [...new Set([...names, ...kinds])])}`,
    hint: `${own}. Can be added: ${kinds.filter((kind) => !names.includes(kind)).join(', ')}.`,
  })
}
