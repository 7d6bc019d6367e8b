import { chinaDayOf } from './china-day.js'
import { seededRandom } from './seeded-random.js'
import type { SimulatorSettings } from './simulator-options.js'

/** The accounts that a sub-organisation has, or all of them together. */
export interface SimulatedAccounts {
  /** In use. */
  readonly bound: number
  /** Left to bind. */
  readonly remaining: number
  /** Lapsed. */
  readonly invalid: number
  readonly bought: number
  readonly given: number
}

type World = Pick<SimulatorSettings, 'seed' | 'appId' | 'organizations' | 'historyStart'>

/** The accounts at an instant (ms since the epoch): a pure function of the world. Undefined: of all sub-organisations. */
export function accountsOf(world: World, organization: string | undefined, asOf: number): SimulatedAccounts {
  const names = organization === undefined ? world.organizations : [organization]
  return names.map((name) => drawAccounts(world, name, asOf)).reduce(sum, none)
}

const none: SimulatedAccounts = { bound: 0, remaining: 0, invalid: 0, bought: 0, given: 0 }

/** Day by day some more are in use, until none is left; month by month one lapses. */
function drawAccounts({ seed, appId, historyStart }: World, organization: string, asOf: number): SimulatedAccounts {
  const random = seededRandom(`${seed}/${appId}/accounts/${organization}`)
  const bought = 10 * Math.floor(random() * 20)
  const given = 5 + Math.floor(random() * 10)
  const days = Math.max(chinaDayOf(asOf / 1_000) - historyStart, 0)
  const invalid = Math.min(Math.floor(days / 30), given)
  const bound = Math.min(Math.floor(days * (0.5 + random())), bought + given - invalid)
  return { bound, remaining: bought + given - invalid - bound, invalid, bought, given }
}

function sum(a: SimulatedAccounts, b: SimulatedAccounts): SimulatedAccounts {
  return {
    bound: a.bound + b.bound,
    remaining: a.remaining + b.remaining,
    invalid: a.invalid + b.invalid,
    bought: a.bought + b.bought,
    given: a.given + b.given,
  }
}
