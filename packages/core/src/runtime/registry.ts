import type { ConnectorDefinition } from '../contract/definition.js'
import { ConfigError } from '../contract/errors.js'
import { SPEC_VERSION } from '../contract/plugin.js'
import { suggestion } from '../define/parse-config.js'

/** The connectors of a runtime: each validated, each id once. */
export class Registry {
  readonly #connectors = new Map<string, { readonly definition: ConnectorDefinition; readonly origin: string }>()

  /** Adds what a plugin registered. `origin` names the package or place it came from. Throws a ConfigError for anything that is no connector of this version, or a repeated id. */
  add(value: unknown, origin: string): ConnectorDefinition {
    const definition = validated(value, origin)
    const known = this.#connectors.get(definition.id)
    if (known?.definition === definition) return definition
    if (known !== undefined) {
      throw new ConfigError({
        code: 'PLUGIN_DUPLICATE',
        message: `two connectors have the id "${definition.id}": ${told(known.definition, known.origin)}, and ${told(definition, origin)}`,
        hint: 'Remove one of the two packages.',
      })
    }
    this.#connectors.set(definition.id, { definition, origin })
    return definition
  }

  get(id: string): ConnectorDefinition {
    const found = this.#connectors.get(id)
    if (found !== undefined) return found.definition
    const known = [...this.#connectors.keys()]
    throw new ConfigError({
      message: `there is no connector "${id}"${suggestion(id, known)}`,
      hint: known.length === 0 ? 'No connector is registered.' : `Registered: ${known.join(', ')}.`,
    })
  }

  list(): readonly ConnectorDefinition[] {
    return [...this.#connectors.values()].map(({ definition }) => definition)
  }
}

function told({ title, docs, package: name }: ConnectorDefinition, origin: string): string {
  return `"${title}" (${docs}) from ${name ?? origin}`
}

/** Refuses a plugin or definition of another contract version, naming both. */
export function checkSpecVersion(version: unknown, origin: string): void {
  if (version === SPEC_VERSION) return
  throw new ConfigError({
    code: 'PLUGIN_VERSION',
    message: `${origin} is made for version ${String(version)} of the connector contract; this runtime speaks version ${SPEC_VERSION}`,
    hint: 'Install a version of the connector, or of @outlay/core, that fits the other.',
  })
}

function validated(value: unknown, origin: string): ConnectorDefinition {
  const candidate = typeof value === 'object' && value !== null ? (value as Partial<ConnectorDefinition>) : {}
  if (typeof candidate.id !== 'string' || typeof candidate.bind !== 'function' || !Array.isArray(candidate.streams)) {
    throw new ConfigError({
      code: 'PLUGIN_INVALID',
      message: `${origin} registered something that is no connector`,
      hint: 'A connector is made by connector() of @outlay/core; report this to its author.',
    })
  }
  checkSpecVersion(candidate.specVersion, origin)
  return candidate as ConnectorDefinition
}
