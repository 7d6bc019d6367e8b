import type { JsonValue } from '@outlay/core'
import type { LearnedList, ListMaker } from './learned-endpoint.js'
import type { Target } from './replay.js'

/** So many records of a window, in order of their times, with the list that each belongs to. */
export function makeMany(
  lists: readonly LearnedList[],
  count: number,
  target: Target,
  serialOf: (index: number) => number = (index) => index + 1,
): readonly MadeRecord[] {
  const makers = makersInTurn(lists)
  const { startSeconds, endSeconds } = target.window
  const grain = grainOf(endSeconds - startSeconds)
  const last = Math.max(grain, ...makers.map(({ maker }) => maker.span))
  const start = startSeconds * 1000
  const length = Math.max(0, Math.min(endSeconds * 1000, Math.max(target.now, start)) - start - last)
  return Array.from({ length: makers.length === 0 ? 0 : count }, (_, index) => {
    const { list, maker } = makers[index % makers.length] as (typeof makers)[number] // there are some
    const ms = start + Math.floor((length * index) / Math.max(1, count - 1) / grain) * grain
    return { list, maker, record: maker.make(serialOf(index), ms, target) }
  })
}

/** A record with what it was made by. */
export interface MadeRecord {
  /** The index of its list. */
  readonly list: number
  readonly maker: ListMaker
  readonly record: JsonValue
}

/** Records by the list that they belong to. */
export function spread(
  lists: readonly unknown[],
  records: readonly Pick<MadeRecord, 'list' | 'record'>[],
): readonly (readonly JsonValue[])[] {
  return lists.map((_, index) => records.filter(({ list }) => list === index).map(({ record }) => record))
}

/** The makers of all lists, as they take turns. */
export function makersInTurn(lists: readonly LearnedList[]): readonly { list: number; maker: ListMaker }[] {
  const most = Math.max(0, ...lists.map(({ makers }) => makers.length))
  return Array.from({ length: most }, (_, turn) =>
    lists.flatMap(({ makers }, list) => {
      const maker = makers[turn]
      return maker === undefined ? [] : [{ list, maker }]
    }),
  ).flat()
}

/** Vendors count by the hour, or finer where windows are short: a record begins on such a step, and ends within its window. */
function grainOf(seconds: number): number {
  return seconds >= 86_400 ? 3_600_000 : seconds >= 3_600 ? 60_000 : 1_000
}
