import { createHash } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Destination, LedgerRow, Transaction, WindowId } from '@outlay/core'

/**
 * Rows in a folder, one file of JSON lines a window. It has no `loadState`, so the runtime keeps state in the state store.
 * Quarantined records are left out: a real destination keeps them.
 */
export class FolderDestination implements Destination {
  readonly kind = 'folder'

  constructor(private readonly folder: string) {}

  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true })
  }

  async close(): Promise<void> {}

  async begin(): Promise<Transaction> {
    const windows = new Map<string, string[]>()
    const linesOf = (window: WindowId): string[] => {
      const lines = windows.get(nameOf(window)) ?? []
      windows.set(nameOf(window), lines)
      return lines
    }
    return {
      clear: async (window) => void linesOf(window).splice(0),
      write: async (window, rows) => void linesOf(window).push(...rows.map(lineOf)),
      quarantine: async () => {},
      commit: () => this.#replace(windows),
      abort: async () => windows.clear(),
    }
  }

  /** Each window appears whole. Killed in between, the next run reads the rest again: their state was not saved. */
  async #replace(windows: ReadonlyMap<string, readonly string[]>): Promise<void> {
    for (const [name, lines] of windows) {
      const path = join(this.folder, name)
      if (lines.length === 0) await rm(path, { force: true })
      else {
        await writeFile(`${path}.new`, lines.join(''), { flush: true })
        await rename(`${path}.new`, path)
      }
    }
  }
}

function lineOf({ stream, record }: LedgerRow): string {
  return `${JSON.stringify({ stream: stream.name, ...record })}\n`
}

/** Any name may stand in a partition; the digest keeps files apart and names valid. */
function nameOf({ connection, endpoint, partition, start }: WindowId): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([connection, endpoint, partition]))
    .digest('hex')
  return `${start.slice(0, 10)}-${digest.slice(0, 12)}.jsonl`
}
