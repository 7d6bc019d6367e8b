import { describe, expect, it } from 'vitest'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { syncHost } from '../testing/sync-host.js'

const asked = { from: '2026-11-01', to: '2026-11-08' }
const connectionOf = (account: string) => ({
  connector: 'hourly',
  config: { key: `k-${account}-0123456789`, accounts: [account, `${account}2`] },
})

describe('several connections into one destination', () => {
  it('come out as if each had been alone, and their transactions never overlap', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `c${index}`)
    const connections = Object.fromEntries(names.map((name) => [name, connectionOf(name)]))
    const together = syncHost()
    const reports = await together.runtime.sync({
      connections,
      destination: together.ledger,
      ...asked,
      concurrency: { connections: 8 },
    })
    expect(reports.map(({ connection }) => connection)).toEqual(names)
    expect(reports.flatMap(({ failures }) => failures)).toEqual([]) // the ledger refuses a second open transaction
    const alone = new MemoryLedger()
    for (const name of names) {
      const host = syncHost({ ledger: alone })
      await host.runtime.sync({ connections: { [name]: connectionOf(name) }, destination: alone, ...asked })
    }
    expect(together.ledger.lines()).toEqual(alone.lines())
  })

  it('with equal partitions do not touch each other', async () => {
    const host = syncHost()
    const connections = { one: connectionOf('A'), other: connectionOf('A') }
    await host.runtime.sync({ connections, destination: host.ledger, ...asked })
    const of = (name: string): readonly string[] =>
      host.ledger.lines().flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length)] : []))
    expect(of('one').length).toBeGreaterThan(0)
    expect(of('one')).toEqual(of('other'))
  })

  it('two runs at once over one destination do not overlap either', async () => {
    const host = syncHost()
    const run = (name: string) =>
      host.runtime.sync({ connections: { [name]: connectionOf(name) }, destination: host.ledger, ...asked })
    const reports = await Promise.all([run('one'), run('other')])
    expect(reports.flat().flatMap(({ failures }) => failures)).toEqual([])
  })
})
