import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pipeline } from '../http/pipeline.js'
import type { JsonValue } from '../numbers/json-value.js'
import { hourlyConnector } from '../testing/hourly-connector.js'
import { stubConnection } from '../testing/stub-connection.js'
import type { Concurrency } from './concurrency.js'
import { MAX_BYTES_AHEAD, readStream } from './read-stream.js'

type Row = Readonly<Record<string, unknown>>
type Query = Readonly<Record<string, unknown>>

const DAY = 86_400
const MIB = 1024 * 1024
const never = new AbortController().signal
const week = { from: '2026-11-01', to: '2026-11-08', signal: never }

/** One page of a day: a record at its start and one at noon. */
function dayOf({ start, account }: Query): JsonValue {
  const at = Number(start)
  const list = [0, DAY / 2].map((offset) => ({ id: `${account}-${at + offset}`, at: at + offset, cost: '1.00' }))
  return { list, total: 2, next: null }
}

/** A connection whose replies come from `answer`, each said to have had so many bytes. */
function connectionOf(
  answer: (query: Query, signal: AbortSignal) => JsonValue | Promise<JsonValue>,
  bytes = 100,
  concurrency: Concurrency = {},
) {
  const pipeline: Pipeline = async (operation) => {
    operation.signal.throwIfAborted()
    const body = await answer(operation.request.query ?? {}, operation.signal)
    operation.signal.throwIfAborted()
    return operation.validate(body, { headers: {}, url: '', bytes })
  }
  return stubConnection({
    plugin: hourlyConnector(),
    pipeline,
    config: { accounts: ['A', 'B'], pageSize: bytes > MIB ? 1 : 5 },
    concurrency,
  })
}

async function collect(rows: AsyncIterable<Row>): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const row of rows) ids.push(String(row.id))
  return ids
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 10; turns += 1) await turn()
}

describe('a reading', () => {
  it('yields partition by partition and oldest window first, in whatever order replies come', async () => {
    const expected = await collect(readStream(connectionOf(dayOf), 'charges', week))
    expect(expected).toHaveLength(2 * 7 * 2)
    expect(expected.slice(0, 3)).toEqual(['A-1793491200', 'A-1793534400', 'A-1793577600'])
    expect(expected[14]).toBe('B-1793491200')
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const answer = scheduler.scheduleFunction(async (query: Query) => dayOf(query))
        const reading = collect(readStream(connectionOf(answer), 'charges', week))
        await scheduler.waitFor(reading)
        expect(await reading).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })

  it('keeps to the instants that were asked for, within windows too: from inclusive, to exclusive', async () => {
    const asked = { from: '2026-11-01T12:00:00Z', to: '2026-11-02T12:00:00Z', signal: never }
    const ids = await collect(readStream(connectionOf(dayOf), 'charges', asked))
    expect(ids).toEqual(['A-1793534400', 'A-1793577600', 'B-1793534400', 'B-1793577600'])
  })

  it('reads what has begun and nothing beyond now', async () => {
    const days: number[] = []
    const connection = connectionOf((query) => {
      days.push(Number(query.start))
      return dayOf(query)
    })
    await collect(readStream(connection, 'charges', { from: '2026-11-19', to: '2026-12-24', signal: never }))
    expect(days.sort()).toEqual([1_795_046_400, 1_795_046_400, 1_795_132_800, 1_795_132_800]) // the 19th and the 20th
  })

  it('yields every good row and then says which did not fit', async () => {
    const connection = connectionOf((query) => {
      const body = dayOf(query) as { list: JsonValue[]; total: number }
      if (query.start === 1_793_491_200)
        return { ...body, list: [{ id: 'x', at: 1, cost: 'a lot' }, ...body.list], total: 3 }
      return body
    })
    const ids: string[] = []
    const reading = async (): Promise<void> => {
      for await (const row of readStream(connection, 'charges', week)) ids.push(String(row.id))
    }
    await expect(reading()).rejects.toMatchObject({
      code: 'RECORDS_QUARANTINED',
      category: 'data',
      message: expect.stringMatching(/^2 records of charges did not fit: cost: expected an amount/),
    })
    expect(ids).toHaveLength(28)
  })

  it('yields the windows before a failure, and then the failure', async () => {
    const connection = connectionOf((query) => {
      if (query.start === 1_793_491_200 + 2 * DAY) throw new Error('boom')
      return dayOf(query)
    })
    const ids: string[] = []
    const reading = async (): Promise<void> => {
      for await (const row of readStream(connection, 'charges', week)) ids.push(String(row.id))
    }
    await expect(reading()).rejects.toMatchObject({ code: 'PLUGIN_FAILED' })
    expect(ids).toHaveLength(4)
  })

  it('observes a snapshot', async () => {
    const connection = connectionOf(() => ({ balance: '12.50' }))
    const rows: Row[] = []
    for await (const row of readStream(connection, 'balance', { signal: never })) rows.push(row)
    expect(rows).toEqual([{ balance: { amount: '12.50', currency: 'CNY' } }])
  })

  it('names the stream that was meant', async () => {
    await expect(collect(readStream(connectionOf(dayOf), 'charge', week))).rejects.toThrow(/did you mean "charges"/)
  })
})

describe('an abort', () => {
  it('ends a reading in the middle of a page', async () => {
    const stop = new AbortController()
    const ids: string[] = []
    const reading = async (): Promise<void> => {
      for await (const row of readStream(connectionOf(dayOf), 'charges', { ...week, signal: stop.signal })) {
        ids.push(String(row.id))
        stop.abort(new DOMException('enough', 'AbortError'))
      }
    }
    await expect(reading()).rejects.toThrow('enough')
    expect(ids).toHaveLength(1)
  })

  it('ends a reading that waits for the vendor', async () => {
    const stop = new AbortController()
    const silent = (_query: Query, signal: AbortSignal): Promise<JsonValue> =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const reading = collect(readStream(connectionOf(silent), 'charges', { ...week, signal: stop.signal }))
    await turn()
    stop.abort(new DOMException('enough', 'AbortError'))
    await expect(reading).rejects.toThrow('enough')
  })
})

describe('a consumer that stops early', () => {
  it('ends what is under way and asks for nothing more', async () => {
    let [asked, ended] = [0, 0]
    const connection = connectionOf(async (query, signal) => {
      asked += 1
      if (query.start === 1_793_491_200) return dayOf(query)
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      ended += 1
      return dayOf(query)
    })
    for await (const _row of readStream(connection, 'charges', week)) break
    await settle()
    expect([asked, ended]).toEqual([4, 3])
  })

  it('frees the windows that wait for room', async () => {
    let pages = 0
    const connection = connectionOf((query) => {
      pages += 1
      return { ...(dayOf(query) as object), total: 10 } as JsonValue // more pages follow each
    }, MAX_BYTES_AHEAD)
    const rows = readStream(connection, 'charges', week)
    const first = rows.next()
    await settle()
    await rows.return(undefined)
    await first.catch(() => {})
    const before = pages
    await settle()
    expect(pages).toBe(before)
  })
})

describe('memory', () => {
  const PAGES = 40
  const PAGE_BYTES = 4 * MIB

  /** Reads days of forty pages each; `held` are the bytes of every day that the consumer has not had whole. */
  async function held(consumer: () => Promise<void>): Promise<{ readonly beyondHead: number; readonly rows: number }> {
    const bytes = new Map<string, number>()
    let [beyondHead, rows] = [0, 0]
    const connection = connectionOf(async ({ account, start, page }) => {
      await turn()
      const day = `${account}-${start}`
      bytes.set(day, (bytes.get(day) ?? 0) + PAGE_BYTES)
      const others = [...bytes].sort(([one], [other]) => (one < other ? -1 : 1)).slice(1)
      beyondHead = Math.max(
        beyondHead,
        others.reduce((sum, [, count]) => sum + count, 0),
      )
      return { list: [{ id: `${day}-${page}`, at: start, cost: 1 }] as JsonValue, total: PAGES, next: null }
    }, PAGE_BYTES)
    for await (const row of readStream(connection, 'charges', week)) {
      rows += 1
      const [account, start, page] = String(row.id).split('-')
      if (Number(page) === PAGES) bytes.delete(`${account}-${start}`)
      if (rows % 10 === 0) await consumer()
    }
    return { beyondHead, rows }
  }

  it.each([
    ['slow', settle],
    ['quick', async () => {}],
  ])('is bounded beside the head, with a %s consumer', async (_name, consumer) => {
    const { beyondHead, rows } = await held(consumer)
    expect(rows).toBe(2 * 7 * PAGES)
    expect(beyondHead).toBeGreaterThan(0)
    expect(beyondHead).toBeLessThanOrEqual(MAX_BYTES_AHEAD + 16 * PAGE_BYTES) // 4 windows of 4 pages under way
  })

  it('is not exceeded by a page that is asked for ahead: a window beyond the head waits with it', async () => {
    const asked: string[] = []
    const connection = connectionOf((query) => {
      asked.push(`${query.account} ${(Number(query.start) - 1_793_491_200) / DAY} ${query.cursor}`)
      return { ...(dayOf(query) as object), next: query.cursor === '0' ? 1 : null } as JsonValue
    }, MAX_BYTES_AHEAD)
    const rows = readStream(connection, 'events', week)
    await rows.next()
    await settle()
    expect(asked).toEqual(['A 0 0', 'A 1 0', 'A 2 0', 'A 3 0', 'A 0 1'])
    await rows.return(undefined)
  })

  it('lets one window and one page at a time come to the end, each page as large as the bound', async () => {
    const row = ({ start, page }: Query) => ({ id: `${start}-${page}`, at: start, cost: 1 }) as JsonValue
    const connection = connectionOf((query) => ({ list: [row(query)], total: 6 }), MAX_BYTES_AHEAD, {
      windows: 1,
      pages: 1,
    })
    expect(await collect(readStream(connection, 'charges', week))).toHaveLength(2 * 7 * 6)
  })

  it('lets go of the windows that were handed over', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const days: WeakRef<object>[] = []
    let alive = 0
    for await (const row of readStream(connectionOf(dayOf), 'charges', week)) {
      days.push(new WeakRef(row))
      if (days.length < 20) continue
      await settle()
      collectGarbage()
      alive = days.slice(0, 10).filter((day) => day.deref() !== undefined).length
      break
    }
    expect(alive).toBe(0)
  })
})
