import type { TencentAdsScope } from '../public/tencent-ads-simulator-options.js'
import type { AdWorld } from '../world/ad-world.js'
import type { QueryParameters } from './query-parameters.js'

/** One call of the vendor's API. */
export interface Endpoint {
  /** The scope that a token must have been granted. Absent: the vendor names none. */
  readonly scope?: TencentAdsScope
  /** Names of its own parameters, beside the global ones. */
  readonly parameters: readonly string[]
  /** The `data` of the reply at `now` (milliseconds), as JSON text. @throws Refusal */
  answer(world: AdWorld, parameters: QueryParameters, now: number): string
}
