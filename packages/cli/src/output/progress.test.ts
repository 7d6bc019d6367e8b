import type { RunEvent } from '@outlay/core'
import { describe, expect, test } from 'vitest'
import { Progress } from './progress.js'

const run = { connection: 'one', runId: 'run-1' }
const committed: RunEvent = {
  ...run,
  type: 'window_committed',
  rows: 24,
  window: {
    connection: 'one',
    endpoint: 'usage',
    partition: '{}',
    start: '2025-01-01T00:00:00Z',
    end: '2025-01-02T00:00:00Z',
  },
}

function shown(isTTY: boolean, times: readonly number[]): string[] {
  const written: string[] = []
  let now = 0
  const progress = new Progress({ isTTY, write: (text) => written.push(text), now: () => now })
  for (const time of times) {
    now = time
    progress.notify(committed)
  }
  progress.clear()
  return written
}

describe('Progress', () => {
  test('writes a plain line every 10 seconds where there is no terminal', () => {
    expect(shown(false, [0, 9_999, 10_000, 15_000, 20_001])).toEqual([
      '3 windows, 72 rows (one: usage 2025-01-01)\n',
      '5 windows, 120 rows (one: usage 2025-01-01)\n',
    ])
  })

  test('changes one line on a terminal, and leaves it empty', () => {
    expect(shown(true, [50, 100, 150, 250])).toEqual([
      '\r\u001b[2K2 windows, 48 rows (one: usage 2025-01-01)',
      '\r\u001b[2K4 windows, 96 rows (one: usage 2025-01-01)',
      '\r\u001b[2K',
    ])
  })

  test('says nothing of a run that is over at once', () => {
    expect(shown(true, [10])).toEqual([])
    expect(shown(false, [10])).toEqual([])
  })

  test('says what it waits for', () => {
    const written: string[] = []
    let now = 0
    const progress = new Progress({ isTTY: false, write: (text) => written.push(text), now: () => now })
    now = 20_000
    const waiting = {
      endpoint: 'usage',
      request: 1,
      reason: 'limit',
      until: '2025-01-01T00:10:00.000Z',
      ms: 1,
    } as const
    progress.notify({ ...run, type: 'waiting', ...waiting, window: committed.window })
    expect(written).toEqual(['0 windows, 0 rows (one: usage waits until 2025-01-01T00:10:00.000Z)\n'])
  })
})
