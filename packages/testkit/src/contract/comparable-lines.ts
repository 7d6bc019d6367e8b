import type { Bench } from './bench.js'
import type { MemoryLedger } from './memory-ledger.js'

/**
 * What two ledgers are compared by where runs may take differently long: rows as text, in order. When a snapshot was taken
 * is left out, and with it how often; a row that stands twice in a window is two lines.
 */
export function comparableLines({ simulation }: Pick<Bench, 'simulation'>, ledger: MemoryLedger): readonly string[] {
  const snapshots = new Set(
    simulation.served.filter(({ endpoint }) => endpoint.calendar === undefined).map(({ endpoint }) => endpoint.name),
  )
  if (snapshots.size === 0) return ledger.lines()
  const observed = new Set<string>()
  const lines = ledger.lines().flatMap((line) => {
    const [, endpoint, , start] = JSON.parse(line) as readonly unknown[]
    if (!snapshots.has(String(endpoint))) return [line]
    observed.add(line.replaceAll(String(start), 'its instant'))
    return []
  })
  return [...lines, ...observed].sort()
}
