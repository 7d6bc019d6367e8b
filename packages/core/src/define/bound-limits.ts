import type { Limit, LimitOverrides } from '../contract/limit.js'
import type { Secret } from '../fields/secret.js'
import { credentialsKey } from '../limits/credentials-key.js'
import { type LimitKit, limitKit } from '../limits/limit-kit.js'
import { limitName } from '../limits/limit-name.js'
import { overrideLimits } from '../limits/override-limits.js'
import { pluginFailed } from './plugin-failed.js'

/** What the limits of one connection are made of. */
interface Declared<C> {
  readonly connector: string
  readonly limits: ((kit: LimitKit<C>) => readonly Limit<C>[]) | undefined
  readonly endpoints: readonly string[]
  readonly secrets: readonly Secret[]
}

/** The limits of one connection, as its user wants them. Throws an OutlayError that names the connector, and a ConfigError for the user's part. */
export function boundLimits<C>(declared: Declared<C>, overrides: LimitOverrides = {}): readonly Limit<C>[] {
  const { connector, secrets } = declared
  return overrideLimits(connector, declaredLimits(declared), overrides, () => credentialsKey(secrets))
}

function declaredLimits<C>({ connector, limits, endpoints }: Declared<C>): readonly Limit<C>[] {
  try {
    const made = limits?.(limitKit<C>()) ?? []
    const problem = repeatIn(made.map(limitName)) ?? strangerIn(made, endpoints)
    if (problem === undefined) return made
    throw new RangeError(problem)
  } catch (cause) {
    throw pluginFailed(connector, 'limits', cause)
  }
}

/** Users and budgets know limits by their names. */
function repeatIn(names: readonly string[]): string | undefined {
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  return repeated && `two of them are called "${repeated}": give one a name of its own`
}

function strangerIn(limits: readonly Limit<never>[], endpoints: readonly string[]): string | undefined {
  const stranger = limits.flatMap((limit) => limit.endpoints ?? []).find((name) => !endpoints.includes(name))
  return stranger && `there is no endpoint "${stranger}"`
}
