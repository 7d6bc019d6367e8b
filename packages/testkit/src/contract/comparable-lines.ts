import type { Bench } from './bench.js'
import type { MemoryLedger } from './memory-ledger.js'

/**
 * What two ledgers are compared by where runs may take differently long: rows as text, in order. When a snapshot was taken
 * is left out, and with it how often.
 */
export function comparableLines({ simulation }: Bench, ledger: MemoryLedger): readonly string[] {
  const snapshots = new Set(
    simulation.served.filter(({ endpoint }) => endpoint.calendar === undefined).map(({ endpoint }) => endpoint.name),
  )
  const lines = ledger.lines().map((line) => {
    const [, endpoint, , start] = JSON.parse(line) as readonly unknown[]
    return snapshots.has(String(endpoint)) ? line.replaceAll(String(start), 'its instant') : line
  })
  return [...new Set(lines)].sort()
}
