import { accessTokens } from './access-tokens.js'
import type { SimulatorSettings } from './simulator-settings.js'
import { statementEndpoint } from './statement-endpoint.js'
import { refusalReply, VendorRefusal } from './vendor-refusal.js'
import type { ReceivedRequest, VendorReply } from './vendor-reply.js'

/** Answers any request as the vendor's gateway would at `now`. */
export type VendorGateway = (request: ReceivedRequest, now: number) => VendorReply

/** The gateway with its two paths. */
export function vendorGateway(settings: SimulatorSettings): VendorGateway {
  const tokens = accessTokens(settings)
  const endpoints = new Map<string, VendorGateway>([
    ['/oauth/token', tokens.issue],
    ['/open-user/statement/v2', statementEndpoint(settings, tokens)],
  ])
  return (request, now) => {
    try {
      const endpoint = endpoints.get(request.path)
      if (!endpoint) throw new VendorRefusal(67200101)
      if (request.method !== 'POST') throw new VendorRefusal(67200012)
      return endpoint(request, now)
    } catch (error) {
      if (error instanceof VendorRefusal) return refusalReply(error.code)
      throw error
    }
  }
}
