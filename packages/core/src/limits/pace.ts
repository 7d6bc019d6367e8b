import type { Reservation } from '../contract/limit.js'
import type { JsonValue } from '../numbers/json-value.js'

/** Takes the next slot out of a budget whose rate is lowered to `factor` of the full one, in (0, 1]. Pure. */
export type Pace = (state: JsonValue | undefined, now: number, weight: number, factor: number) => Reservation

/** A vendor's clock and ours drift and packets bunch up: pacing exactly at the cap is refused now and then. */
export const MARGIN = 1.02
