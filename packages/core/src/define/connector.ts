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
 * const acme = connector({ id: 'acme', title: 'Acme', docs: 'https://acme.example/api', config, http, auth, billing })
 * const usageGet = acme.endpoint({ name: 'usage', response }, () => ({ path: '/usage' }))
 * export const acmePlugin = acme.plugin({ streams: [usageGet.stream(shape, meaning)], check: usageGet })
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
