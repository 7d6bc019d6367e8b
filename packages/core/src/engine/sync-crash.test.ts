import { describe, expect, it } from 'vitest'
import { HourlyVendor } from '../testing/hourly-vendor.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { type SyncHostOptions, syncHost } from '../testing/sync-host.js'
import { virtualClock } from '../testing/virtual-clock.js'

const NOW = '2026-11-20T12:00:00Z'
const streams = { charges: {}, events: {}, event_costs: {} }
const config = { accounts: ['A', 'B'], pageSize: 2 }
const asked = { from: '2026-11-14', to: '2026-11-21', config }

class Crash extends Error {}

/** A process: its own runtime, over a ledger and a vendor that outlive it. `onCall` is called with each numbered call. */
function process(ledger: MemoryLedger, onCall: () => void, options: SyncHostOptions = {}) {
  const clock = virtualClock(options.now ?? NOW)
  const vendor = new HourlyVendor(clock, 6)
  vendor.instead = () => {
    onCall()
    return undefined
  }
  ledger.reopen()
  ledger.before = onCall
  return syncHost({ ...options, clock, vendor, ledger })
}

async function undisturbed(): Promise<{ readonly lines: readonly string[]; readonly calls: number }> {
  const ledger = new MemoryLedger()
  let calls = 0
  await process(ledger, () => {
    calls += 1
  }).sync(streams, asked)
  return { lines: ledger.lines(), calls }
}

/** What of the state must not depend on how often a run was begun. */
const outcomes = (ledger: MemoryLedger): readonly string[] =>
  ledger
    .states()
    .map(({ endpoint, partition, start, status, final, rows }) =>
      JSON.stringify([endpoint, partition, start, status, final, rows]),
    )

describe('a crash', () => {
  // That the process dies at any call, within and without: crash-anywhere.test.ts.
  it('of any one call of ledger or vendor, after which the run goes on, leaves a ledger that a clean run completes', async () => {
    const { lines, calls } = await undisturbed()
    expect(calls).toBeGreaterThanOrEqual(200)
    const whole = new MemoryLedger()
    await process(whole, () => {}).sync(streams, asked)
    for (let at = 1; at <= calls; at += 1) {
      const ledger = new MemoryLedger()
      let call = 0
      const broken = process(ledger, () => {
        call += 1
        if (call === at) throw new Crash(`call ${at}`)
      })
      await broken.sync(streams, asked).catch((error: unknown) => {
        if (!(error instanceof Error) || !error.message.startsWith('call ')) throw error
      })
      for (const { rows, start, endpoint } of ledger.states().filter(({ status }) => status === 'complete')) {
        const held = ledger.lines().filter((line) => line.includes(` ${endpoint} `) && line.includes(` ${start} `))
        expect(held.length).toBeGreaterThanOrEqual(rows) // both accounts
      }
      await process(ledger, () => {}).sync(streams, asked)
      expect(ledger.lines(), `after call ${at}`).toEqual(lines)
      expect(outcomes(ledger), `after call ${at}`).toEqual(outcomes(whole))
    }
  }, 120_000)

  it('leaves what an earlier run committed, until the window is read again whole', async () => {
    const ledger = new MemoryLedger()
    await process(ledger, () => {}).sync(streams, asked)
    const { calls } = await undisturbed()
    const lines = ledger.lines()
    for (let at = 1; at <= calls; at += 7) {
      let call = 0
      const broken = process(ledger, () => {
        call += 1
        if (call >= at) throw new Crash(`call ${at}`)
      })
      await broken.sync(streams, asked).catch(() => {})
      expect(ledger.lines(), `after call ${at}`).toEqual(lines)
    }
  }, 60_000)

  it('at any call of a second reading leaves every restatement found once, by the run that replaced the rows', async () => {
    const few = { from: '2026-11-16', to: '2026-11-19', config: { accounts: ['A'] } }
    const earlier = async (): Promise<MemoryLedger> => {
      const ledger = new MemoryLedger()
      await process(ledger, () => {}, { now: '2026-11-18T12:00:00Z' }).sync(streams, few)
      return ledger
    }
    const restated = (ledger: MemoryLedger): readonly string[] =>
      ledger
        .restatements()
        .map(({ window, stream, key, field, before, after }) =>
          JSON.stringify([window, stream, key, field, before, after]),
        )
        .sort()
    const whole = await earlier()
    let calls = 0
    await process(whole, () => {
      calls += 1
    }).sync(streams, few)
    expect(restated(whole).length).toBeGreaterThan(5)
    for (let at = 1; at <= calls; at += 1) {
      const ledger = await earlier()
      let call = 0
      const broken = process(ledger, () => {
        call += 1
        if (call >= at) throw new Crash(`call ${at}`)
      })
      await broken.sync(streams, few).catch(() => {})
      await process(ledger, () => {}).sync(streams, few)
      expect(ledger.lines(), `after call ${at}`).toEqual(whole.lines())
      expect(restated(ledger), `after call ${at}`).toEqual(restated(whole))
    }
  }, 120_000)
})
