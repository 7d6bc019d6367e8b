import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { WindowState } from '../contract/destination.js'
import { wireReply } from '../testing/scripted-transport.js'
import { syncHost } from '../testing/sync-host.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const FIRST = Date.UTC(2026, 9, 1)
const ACCOUNTS = ['A', 'B']

/** What a slow reader of the rules remembers of one window. */
interface Remembered {
  readonly status: WindowState['status']
  readonly final: boolean
  readonly readAt: number | null
}
type Model = ReadonlyMap<string, Remembered>

const grids = [
  { settles: 0 },
  { settles: 3 * DAY },
  { settles: 36 * HOUR, reachDays: 6, afterMs: 8 * HOUR },
  { settles: DAY, reachDays: 0 },
] as const
type Grid = { readonly settles: number; readonly reachDays?: number; readonly afterMs?: number }

/** One run: when, what is asked for (hours before it), which windows the vendor breaks, and at which call the process dies. */
const runs = fc.record({
  hoursLater: fc.integer({ min: 0, max: 24 * 6 }),
  from: fc.option(fc.integer({ min: 1, max: 24 * 12 }), { nil: undefined }),
  length: fc.option(fc.integer({ min: 1, max: 24 * 14 }), { nil: undefined }),
  finalOnly: fc.boolean(),
  breaks: fc.oneof(fc.constant(0), fc.integer({ min: 2, max: 5 })),
  dies: fc.option(fc.integer({ min: 2, max: 40 }), { nil: undefined, freq: 3 }),
})
type Run = typeof runs extends fc.Arbitrary<infer R> ? R : never

const dayOf = (instant: number): number => Math.floor(instant / DAY) * DAY
const idOf = (account: string, start: number): string => `${account} ${new Date(start).toISOString().slice(0, 10)}`
const startOf = (id: string): number => Date.parse(id.slice(-10))

/** The bounds that a command names, milliseconds. */
function askedOf({ from, length }: Run, now: number): { readonly from?: number; readonly to?: number } {
  const first = from === undefined ? undefined : now - from * HOUR
  const to = length === undefined ? undefined : (first ?? now - 5 * DAY) + length * HOUR
  return { ...(first !== undefined && { from: first }), ...(to !== undefined && { to }) }
}

/** Which windows the rules let a run read, and what becomes of the others. */
function expected(known: Model, run: Run, grid: Grid, now: number) {
  const asked = askedOf(run, now)
  const to = asked.to ?? now
  const back = dayOf(Math.min(to, now)) - 30 * DAY
  const reached = grid.reachDays === undefined ? Number.NEGATIVE_INFINITY : dayOf(now) - grid.reachDays * DAY
  const from = asked.from ?? Math.max(back, reached)
  const candidates = new Set<string>()
  for (let start = FIRST - 60 * DAY; start <= now; start += DAY) {
    if (start < to && start + DAY > from && from < to)
      for (const account of ACCOUNTS) candidates.add(idOf(account, start))
  }
  if (asked.from === undefined) {
    for (const [id, { final }] of known) if (!final && startOf(id) < to) candidates.add(id)
  }
  const read = new Set<string>()
  const gone = new Set<string>()
  for (const id of candidates) {
    const end = startOf(id) + DAY
    if (known.get(id)?.final) continue
    if (startOf(id) < reached) gone.add(id)
    else if (grid.afterMs !== undefined && asked.to === undefined && now < end + grid.afterMs) continue
    else if (!run.finalOnly || now >= end + grid.settles) read.add(id)
  }
  return { read, gone }
}

/** Windows that the vendor breaks in one run. */
const isBroken = (id: string, breaks: number): boolean =>
  breaks > 0 && [...id].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) % breaks === 0

function remembered(states: readonly WindowState[]): Model {
  const of = ({ status, final, readAt }: WindowState): Remembered => ({
    status,
    final,
    readAt: readAt === null ? null : Date.parse(readAt),
  })
  const account = ({ partition }: WindowState): string => JSON.parse(partition).account
  return new Map(states.map((state) => [idOf(account(state), Date.parse(state.start)), of(state)]))
}

function hostOf({ settles, reachDays, afterMs }: Grid) {
  const available = {
    ...(reachDays !== undefined && { from: reachDays === 0 ? ('today' as const) : (`-${reachDays}d` as const) }),
    ...(afterMs !== undefined && { after: `${afterMs / HOUR}h` as const }),
  }
  const grid = { timeZone: 'UTC', settlesAfter: `${settles / HOUR}h` as const, available }
  return syncHost({ now: new Date(FIRST).toISOString(), grid })
}

/** Runs once, as `run` says; gives the windows that the vendor was asked for. */
async function sync(host: ReturnType<typeof hostOf>, run: Run): Promise<ReadonlySet<string>> {
  const answered = new Set<string>()
  let calls = 0
  host.ledger.reopen()
  host.ledger.before = () => {
    calls += 1
    if (run.dies !== undefined && calls >= run.dies) throw new Error('the process died')
  }
  host.vendor.instead = (url) => {
    host.ledger.before('vendor')
    const id = idOf(url.searchParams.get('account') ?? '', Number(url.searchParams.get('start')) * 1000)
    answered.add(id)
    return isBroken(id, run.breaks) ? wireReply({ body: { list: 'none' } }) : undefined
  }
  const { from, to } = askedOf(run, host.clock.now())
  const asked = {
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(to !== undefined && { to: new Date(to).toISOString() }),
    finalOnly: run.finalOnly,
    config: { accounts: ACCOUNTS, pageSize: 50 },
  }
  await host.sync({ charges: {} }, asked)
  host.ledger.before = () => {}
  return answered
}

/** What the rules make of the windows that a run reads or finds out of reach. */
function after(
  known: Model,
  run: Run,
  { settles }: Grid,
  now: number,
  { read, gone }: ReturnType<typeof expected>,
): Model {
  const next = new Map(known)
  for (const id of [...read, ...gone]) {
    const readAt = known.get(id)?.readAt ?? null
    const final = now >= startOf(id) + DAY + settles
    if (gone.has(id)) next.set(id, { status: 'unreachable', final: false, readAt })
    else if (isBroken(id, run.breaks)) next.set(id, { status: 'failed', final: false, readAt })
    else next.set(id, { status: 'complete', final, readAt: now })
  }
  return next
}

it('state is what a slow reader of the rules remembers, however runs are cut, fail and die', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom<Grid>(...grids), fc.array(runs, { maxLength: 6 }), async (grid, all) => {
      const host = hostOf(grid)
      let known: Model = new Map()
      for (const run of all) {
        host.clock.advance(run.hoursLater * HOUR)
        const now = host.clock.now()
        const rules = expected(known, run, grid, now)
        const next = after(known, run, grid, now, rules)
        const answered = await sync(host, run)
        const actual = remembered(host.ledger.states())
        if (run.dies === undefined) {
          expect(new Map([...actual].sort())).toEqual(new Map([...next].sort()))
          expect(answered).toEqual(rules.read)
        }
        // Dead in between: each window is as before, as the run would have left it, or it failed; none was begun that was not due.
        for (const id of new Set([...actual.keys(), ...next.keys()])) {
          const died = { status: 'failed', final: false, readAt: known.get(id)?.readAt ?? null }
          const isDue = rules.read.has(id) || rules.gone.has(id)
          expect(isDue ? [known.get(id), next.get(id), died] : [known.get(id)]).toContainEqual(actual.get(id))
        }
        expect([...answered].filter((id) => !rules.read.has(id))).toEqual([])
        for (const [id, { final, readAt }] of actual) {
          if (final) expect(readAt).toBeGreaterThanOrEqual(startOf(id) + DAY + grid.settles)
        }
        known = actual
      }
    }),
    { numRuns: 60 },
  )
}, 120_000)
