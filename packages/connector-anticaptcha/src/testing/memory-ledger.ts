import type { Destination, LedgerRow, QuarantinedRow, WindowState } from '@outlay/core'

/** A ledger in memory that keeps all it is given, one run after the other. For tests. */
export interface MemoryLedger {
  readonly destination: Destination
  readonly rows: readonly LedgerRow[]
  readonly quarantined: readonly QuarantinedRow[]
  /** What its rows of one stream say. */
  recordsOf(stream: string): readonly LedgerRow['record'][]
}

/** An empty one. */
export function memoryLedger(): MemoryLedger {
  const rows: LedgerRow[] = []
  const quarantined: QuarantinedRow[] = []
  const states = new Map<string, WindowState>()
  const nothing = async (): Promise<void> => {}
  const destination: Destination = {
    kind: 'memory',
    open: nothing,
    close: nothing,
    loadState: async () => [...states.values()],
    begin: async () => ({
      clear: nothing,
      write: async (_window, added) => void rows.push(...added),
      quarantine: async (_window, added) => void quarantined.push(...added),
      commit: async (entries) => {
        for (const state of entries) states.set([state.endpoint, state.partition, state.start].join(' '), state)
      },
      abort: nothing,
    }),
  }
  const recordsOf: MemoryLedger['recordsOf'] = (name) =>
    rows.filter(({ stream }) => stream.name === name).map(({ record }) => record)
  return { destination, rows, quarantined, recordsOf }
}
