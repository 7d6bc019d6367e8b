import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WindowState } from '@outlay/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FolderDestination } from './folder-destination.js'
import { JsonLinesStateStore } from './json-lines-state-store.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outlay-example-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const startOf = (day: number): string => `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`

const state = (connection: string, day: number, rows = 1): WindowState => ({
  ...{ connection, endpoint: 'usage', partition: '{}', grid: 'days', status: 'complete' as const },
  ...{
    start: startOf(day),
    end: startOf(day + 1),
    final: true,
    readAt: '2026-11-29T06:07:08.009Z',
    streams: ['usage'],
    generation: 1,
    rows,
    pages: 1,
    quarantined: 0,
    error: null,
    difference: null,
  },
})

describe('the state store', () => {
  it('keeps states over processes, replaces a window, and keeps connections apart', async () => {
    const path = join(folder, 'new/folder/state.jsonl')
    const store = new JsonLinesStateStore(path)
    expect(await store.load('a')).toEqual([])
    await store.save([state('a', 1), state('a', 2), state('b', 1)])
    await store.save([state('a', 1, 9)])
    expect(await new JsonLinesStateStore(path).load('a')).toEqual([state('a', 1, 9), state('a', 2)])
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(4)
  })

  it('loses nothing of saves that come at once', async () => {
    const store = new JsonLinesStateStore(join(folder, 'state.jsonl'))
    const days = Array.from({ length: 20 }, (_unused, index) => index + 1)
    await Promise.all(days.map((day) => store.save([state('a', day)])))
    expect((await store.load('a')).map(({ start }) => start).sort()).toEqual(days.map(startOf))
  })

  it('passes over what a killed process was writing', async () => {
    const path = join(folder, 'state.jsonl')
    await new JsonLinesStateStore(path).save([state('a', 1)])
    writeFileSync(`${path}.new`, '{"connection":"a","endp')
    const store = new JsonLinesStateStore(path)
    expect(await store.load('a')).toEqual([state('a', 1)])
    await store.save([state('a', 2)])
    expect(await store.load('a')).toHaveLength(2)
  })

  it('goes on after a save that failed', async () => {
    const path = join(folder, 'state.jsonl')
    writeFileSync(path, 'no JSON\n')
    const store = new JsonLinesStateStore(path)
    await expect(store.save([state('a', 1)])).rejects.toThrow('line 1 of the state is broken')
    rmSync(path)
    await store.save([state('a', 1)])
    expect(await store.load('a')).toHaveLength(1)
  })
})

describe('the destination', () => {
  it('shows a window whole, in place of what was there, and nothing of what is aborted', async () => {
    const destination = new FolderDestination(folder)
    await destination.open()
    const window = {
      connection: 'a',
      endpoint: 'usage',
      partition: '{"k":"../x"}',
      start: '2026-11-01T00:00:00Z',
      end: '',
    }
    const row = (n: number) => ({
      stream: { connector: 'x', name: 'usage', fields: [] },
      ...{ key: String(n), record: { n }, raw: { n }, charge: null, coverage: undefined },
    })
    const put = async (rows: readonly number[], end: 'commit' | 'abort'): Promise<void> => {
      const transaction = await destination.begin()
      await transaction.clear(window, ['usage'])
      await transaction.write(window, rows.map(row))
      await (end === 'commit' ? transaction.commit([]) : transaction.abort())
    }
    const shown = (): readonly string[] =>
      readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    await put([1, 2], 'commit')
    await put([7], 'abort')
    expect(shown()).toEqual(['{"stream":"usage","n":1}', '{"stream":"usage","n":2}'])
    await put([3], 'commit')
    expect(shown()).toEqual(['{"stream":"usage","n":3}'])
    await put([], 'commit')
    expect(readdirSync(folder)).toEqual([])
  })
})

it('the script reads each day once it may still change, and leaves the final ones alone', async () => {
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => void lines.push(values.join(' ')))
  await import('./main.js')
  log.mockRestore()
  expect(lines).toEqual(['first run: 8 days read, 0 final before', 'second run: 4 days read, 4 final before'])
}, 60_000)
