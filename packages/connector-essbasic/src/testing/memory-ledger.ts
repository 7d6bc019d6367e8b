import type { Destination, LedgerRow, WindowId, WindowState } from '@outlay/core'

/** A destination in memory, for tests. */
export interface MemoryLedger extends Destination {
  rows(): readonly LedgerRow[]
  states(): readonly WindowState[]
}

/** A ledger that keeps state beside its rows, by window. */
export function memoryLedger(): MemoryLedger {
  const rows = new Map<string, readonly LedgerRow[]>()
  const states = new Map<string, WindowState>()
  const nameOf = ({ endpoint, partition, start }: WindowId) => JSON.stringify([endpoint, partition, start])
  return {
    kind: 'memory',
    rows: () => [...rows.values()].flat(),
    states: () => [...states.values()].sort((a, b) => (a.start < b.start ? -1 : 1)),
    open: async () => {},
    close: async () => {},
    loadState: async () => [...states.values()],
    begin: async () => ({
      clear: async (window) => {
        rows.delete(nameOf(window))
      },
      write: async (window, added) => {
        rows.set(nameOf(window), [...(rows.get(nameOf(window)) ?? []), ...added])
      },
      quarantine: async (_window, added) => {
        if (added.length > 0) throw new Error('a record was quarantined')
      },
      commit: async (entries) => {
        for (const entry of entries) states.set(nameOf(entry), entry)
      },
      abort: async () => {},
    }),
  }
}
