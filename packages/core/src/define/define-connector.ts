import type * as z from 'zod'
import { authKit } from '../auth/auth-kit.js'
import type { ConnectorSpec } from '../contract/connector.js'
import type { BoundAuth, BoundConnector, BoundEndpoint, ConnectorDefinition } from '../contract/definition.js'
import { ConfigError, OutlayError } from '../contract/errors.js'
import type { Limit, LimitOverrides } from '../contract/limit.js'
import { SPEC_VERSION } from '../contract/plugin.js'
import type { Stream } from '../contract/stream.js'
import { type Duration, parseDuration } from '../fields/duration.js'
import { boundLimits } from './bound-limits.js'
import type { DeclaredEndpoint } from './declare-endpoint.js'
import { parseConfig, secretsIn } from './parse-config.js'

const DEFAULT_TIMEOUT: Duration = '60s'

/** Closes a connector: its endpoints and streams, ready to be bound to a config. Throws when names repeat or `check` is unknown. */
export function defineConnector<Cfg extends z.ZodType>(
  spec: ConnectorSpec<Cfg>,
  endpoints: readonly DeclaredEndpoint<z.output<Cfg>>[],
  streams: readonly Stream[],
  check: string,
): ConnectorDefinition {
  const chosen = new Set(streams.map((stream) => stream.name))
  const declared = endpoints.flatMap((endpoint) => endpoint.summaries())
  refuseRepeats(spec.id, 'endpoint', endpoints)
  refuseRepeats(spec.id, 'stream', declared)
  refuseRepeats(spec.id, 'stream', streams)
  const stranger = streams.find(
    ({ name, endpoint }) => !declared.some((own) => own.name === name && own.endpoint === endpoint),
  )
  if (stranger !== undefined) throw broken(spec.id, `it exports the stream "${stranger.name}" of another connector`)
  const checked = endpoints.find(({ name }) => name === check)
  if (checked === undefined) throw broken(spec.id, `its check names the endpoint "${check}", which it does not have`)
  if (spec.auth !== undefined && !checked.authenticated) {
    throw broken(spec.id, `its check names the endpoint "${check}", which proves no credentials: it sends none`)
  }
  const listings = new Set<unknown>(endpoints.flatMap((endpoint) => endpoint.listings()))
  const orphan = endpoints.find(({ parents }) => parents.some(({ listing }) => !listings.has(listing)))
  if (orphan !== undefined) {
    throw broken(spec.id, `the endpoint "${orphan.name}" has partitions of an endpoint of another connector`)
  }
  return {
    specVersion: SPEC_VERSION,
    id: spec.id,
    title: spec.title,
    docs: spec.docs,
    package: spec.package,
    config: spec.config,
    streams: declared.filter(({ name }) => chosen.has(name)),
    bind: (raw, limits) => bind(spec, endpoints, chosen, check, parseConfig(spec.config, raw), limits),
  }
}

function bind<Cfg extends z.ZodType>(
  spec: ConnectorSpec<Cfg>,
  endpoints: readonly DeclaredEndpoint<z.output<Cfg>>[],
  chosen: ReadonlySet<string>,
  check: string,
  config: z.output<Cfg>,
  overrides: LimitOverrides | undefined,
): BoundConnector {
  type Config = z.output<Cfg>
  const parents = new Map<string, BoundEndpoint>()
  // In order of declaration: a parent stands before its children.
  for (const endpoint of endpoints) {
    if (endpoint.listings().length > 0) parents.set(endpoint.name, endpoint.bindListings(config, parents))
  }
  const bound = endpoints.map((endpoint) => endpoint.bind(config, chosen, parents))
  const checked = bound.find((endpoint) => endpoint.name === check)
  if (checked === undefined) throw broken(spec.id, `its check names the endpoint "${check}", which it does not have`)
  const secrets = secretsIn(config)
  const names = endpoints.map(({ name }) => name)
  const declared = { connector: spec.id, limits: spec.limits, endpoints: names, secrets }
  // Limits and authenticators are given back the very config that they were made for: the type is closed over here.
  const limits = boundLimits(declared, overrides) as readonly Limit<unknown>[]
  return {
    id: spec.id,
    baseUrl: baseUrlOf(spec.http.baseUrl(config)),
    timeoutMs: parseDuration(spec.http.timeout ?? DEFAULT_TIMEOUT),
    billing: spec.billing(config),
    secrets,
    auth: spec.auth && ({ authenticator: spec.auth(authKit<Config>()), config } as BoundAuth),
    limits,
    limitKey: (limit) => limit.key?.(config),
    errors: typeof spec.errors === 'function' ? spec.errors(config) : spec.errors,
    receipt: spec.receipt,
    endpoints: bound.filter((endpoint) => endpoint.streams.length > 0),
    check: checked,
  }
}

function baseUrlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError({ message: 'baseUrl must be an absolute http or https URL' })
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigError({
      message: 'baseUrl must hold neither credentials nor a query: give credentials by their own keys',
    })
  }
  return url
}

function refuseRepeats(connector: string, what: string, parts: readonly { readonly name: string }[]): void {
  const names = parts.map(({ name }) => name)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw broken(connector, `it declares the ${what} "${repeated}" twice`)
}

function broken(connector: string, problem: string): OutlayError {
  return new OutlayError({
    code: 'PLUGIN_INVALID',
    category: 'bug',
    message: `the connector "${connector}" is broken: ${problem}`,
    hint: 'Report this to the author of the connector.',
  })
}
