import type * as z from 'zod'
import type { ConnectorBuilder, ConnectorSpec } from '../contract/connector.js'
import { SPEC_VERSION } from '../contract/plugin.js'
import { CONNECTOR } from '../contract/tokens.js'
import { type DeclaredEndpoint, declareEndpoint } from './declare-endpoint.js'
import { defineConnector } from './define-connector.js'

/**
 * Starts a connector: who the vendor is, how it is configured, reached, limited, and how it refuses.
 * Endpoints are declared on the result, streams on endpoints, and `plugin` closes it.
 *
 * @example
 * import { connector, id, money, secret } from '@outlay/core'
 * import * as z from 'zod'
 *
 * const acme = connector({
 *   id: 'acme',
 *   title: 'Acme Cloud',
 *   docs: 'https://docs.acme.example/billing',
 *   config: z.strictObject({ apiKey: secret(), baseUrl: z.url().default('https://api.acme.example') }),
 *   http: { baseUrl: (config) => config.baseUrl },
 *   auth: (a) => a.bearer((config) => config.apiKey),
 *   billing: () => ({
 *     provider: 'Acme',
 *     service: 'Acme Cloud',
 *     category: 'Compute',
 *     subcategory: 'Other (Compute)',
 *     timeZone: 'UTC',
 *     currency: 'USD',
 *     currencySource: 'documented',
 *   }),
 * })
 * const usageGet = acme.endpoint({ name: 'usage', response: z.object({ lines: z.array(z.unknown()) }) }, () => ({
 *   path: '/v1/usage',
 * }))
 * const usage = usageGet.stream(
 *   { name: 'usage', records: (body) => body.lines, record: z.object({ id: id(), cost: money('USD') }) },
 *   { primaryKey: ['id'] },
 * )
 * export const acmePlugin = acme.plugin({ streams: [usage], check: usageGet })
 */
export function connector<Cfg extends z.ZodType>(spec: ConnectorSpec<Cfg>): ConnectorBuilder<Cfg> {
  const endpoints: DeclaredEndpoint<z.output<Cfg>>[] = []
  return {
    endpoint: (endpointSpec, request, checks) => {
      const { declared, endpoint } = declareEndpoint(spec.id, endpointSpec, request, checks)
      endpoints.push(declared)
      return endpoint
    },
    plugin: ({ streams, check }) => {
      const definition = defineConnector(spec, [...endpoints], streams, check.name)
      return {
        specVersion: SPEC_VERSION,
        id: spec.id,
        register: (container) => {
          container.register(CONNECTOR, { useValue: definition })
        },
      }
    },
  }
}
