import type { Authenticator } from '@outlay/core'
import * as z from 'zod'
import { fault, type PlantedFault } from './planted-fault.js'
import { byToken, type ShopConfig, type ShopParts, shopErrorsWith, TOKEN_CONTRACT } from './shop.js'

const tokenFault = (what: string, rule: string, changes: () => Partial<ShopParts>): PlantedFault =>
  fault(what, rule, changes, TOKEN_CONTRACT)

/** A token minted anew for every request. */
const mintingEach = (): Authenticator<ShopConfig> => ({
  kind: 'greedy',
  describe: () => 'a token for every request',
  apply: async (request, context) => {
    const reply = await context.call({ path: '/token', json: { key: context.config.apiKey } })
    const { access_token: token } = z.object({ access_token: z.string() }).parse(reply)
    return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }
  },
})

/** What goes wrong only where tokens are fetched. */
export const TOKEN_FAULTS: readonly PlantedFault[] = [
  tokenFault('fetches a token for every request', 'token-shared', () => ({ auth: mintingEach })),
  tokenFault('keeps a token beyond its end', 'token-expires', () => ({ auth: (a) => byToken(a, 10 ** 9) })),
  tokenFault('gives up when its token is refused', 'token-refused', () => ({
    auth: (a) => ({ ...byToken(a), recover: async () => false }),
  })),
  tokenFault('sends a token that was refused again', 'token-refused', () => ({
    auth: (a) => ({ ...byToken(a), recover: async () => true }),
  })),
  tokenFault('knows no refusal of a token', 'refusals-known', () => ({
    auth: byToken,
    errors: shopErrorsWith({ 4010: 'auth' }),
  })),
]
