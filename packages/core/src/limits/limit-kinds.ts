import * as z from 'zod'
import type { Limit, LimitOptions } from '../contract/limit.js'
import { parseDuration } from '../fields/duration.js'
import { learning } from './learning.js'
import { acrossIn, countOption, durationOption, readOptions } from './limit-options.js'
import { MARGIN } from './pace.js'
import { type Remaining, remainingIn } from './remaining-headers.js'
import { remainingLimit } from './remaining-limit.js'
import { slidingWindow } from './sliding-window.js'
import { tokenBucket } from './token-bucket.js'

/** The part of a limit that is not options: functions, and what it holds for. */
export type LimitScope<C> = Pick<Limit<C>, 'name' | 'key' | 'across' | 'endpoints' | 'weight'>

/** The same for a limit that counts requests, whatever they cost. */
export type UnweighedScope<C> = Omit<LimitScope<C>, 'weight'>

/** Makes a limit of one kind out of its options, which may come from a user's config. Throws a RangeError that names the option. */
export type LimitKind = <C>(scope: LimitScope<C>, options: LimitOptions) => Limit<C>

type Parts = Pick<Limit<unknown>, 'describe' | 'capacity' | 'reserve' | 'observe' | 'concurrent'>

export const windowKind = limitKind('window', { max: countOption, per: durationOption }, ({ max, per }, units) => {
  const perMs = parseDuration(per)
  return { describe: `${max} ${units} every ${per}`, capacity: max, ...learning(slidingWindow(max, perMs), perMs) }
})

export const rateKind = limitKind(
  'rate',
  { max: countOption, per: durationOption, burst: countOption.default(1) },
  ({ max, per, burst }, units) => {
    const perMs = parseDuration(per)
    // Half of the margin may be spent on timers that are late.
    const bucket = tokenBucket({ unitMs: (perMs * MARGIN) / max, burst, slackMs: (perMs * (MARGIN - 1)) / 2 })
    return { describe: `${max} ${units} every ${per}, evenly`, capacity: max, ...learning(bucket, perMs) }
  },
)

export const intervalKind = limitKind('interval', { every: durationOption }, ({ every }) => {
  const unitMs = parseDuration(every)
  return {
    describe: `one request every ${every}`,
    ...learning(tokenBucket({ unitMs, burst: 1, slackMs: 0 }), unitMs),
  }
})

export const concurrentKind = limitKind('concurrent', { max: countOption }, ({ max }) => ({
  describe: `at most ${max} at once`,
  concurrent: max,
}))

/** Reads what is left by `read`. */
export function remainingKind(read: (headers: Readonly<Record<string, string>>) => Remaining | undefined): LimitKind {
  return limitKind('remaining', {}, () => ({ describe: 'what the vendor says is left', ...remainingLimit(read) }))
}

/** The kinds that a user's config can add to a connector's limits. */
export const LIMIT_KINDS: ReadonlyMap<string, LimitKind> = new Map([
  ['window', windowKind],
  ['rate', rateKind],
  ['interval', intervalKind],
  ['concurrent', concurrentKind],
  ['remaining', remainingKind(remainingIn)],
])

function limitKind<S extends z.ZodRawShape>(
  kind: string,
  shape: S,
  make: (options: z.output<z.ZodObject<S>>, units: string) => Parts,
): LimitKind {
  const schema = z.strictObject(shape)
  const kindOf: LimitKind = (scope, { across = scope.across, ...options }) => {
    const parts = make(readOptions(schema, options, ['across']), scope.weight === undefined ? 'requests' : 'units')
    return {
      kind,
      ...scope,
      ...parts,
      ...(across !== undefined && { across: acrossIn(across) }),
      withOptions: (changes) => kindOf(scope, { ...options, ...(across !== undefined && { across }), ...changes }),
    }
  }
  return kindOf
}
