import { ConfigError, decodeJson, type JsonValue } from '@outlay/core'
import type { BoundConnector } from './bound.js'
import { findLists, type MakeRecord, shownPage } from './find-lists.js'
import { withValueAt } from './json-place.js'
import { learnPaging } from './learn-paging.js'
import type { LearnedEndpoint, LearnedList } from './learned-endpoint.js'
import { makeMany, makersInTurn, spread } from './make-records.js'
import { finished, replay, type Target } from './replay.js'
import { keysText, type Seen } from './seen-rows.js'
import { atInstant, timeLeaves } from './time-leaf.js'

/** Records of one page that learning goes up to. */
const MOST = 1_000

/** Learns the form of an endpoint's replies from the vendor's documented one. Throws a ConfigError where it does not fit. */
export async function learnEndpoint(
  { errors }: Pick<BoundConnector, 'errors'>,
  target: Target,
  text: string,
  own?: MakeRecord,
): Promise<LearnedEndpoint> {
  const { name } = target.endpoint
  const documented = decoded(name, text)
  const verdict = errors?.classify({ status: 200, headers: {}, body: documented })
  if (verdict !== undefined && verdict !== 'ok') {
    throw unusable(name, `the connector's own error rules take it for the refusal ${verdict.code}`)
  }
  const fitting = await fittingSample(target, documented)
  const { sample, lists } = await findLists(target, fitting, own)
  const capacity = lists.length === 0 ? 1 : await findCapacity(target, sample, lists)
  const records = (count: number): readonly (readonly JsonValue[])[] =>
    spread(lists, makeMany(lists, 2 * count, target).slice(0, count))
  const paging = await learnPaging({ target, sample, lists, records, capacity: lists.length === 0 ? 0 : capacity })
  return { name, sample, lists, paging, capacity }
}

function decoded(name: string, text: string): JsonValue {
  try {
    return decodeJson(text)
  } catch {
    throw unusable(name, 'it is no JSON')
  }
}

/** The sample as it is, or with its times moved into the window: whichever gives more rows. */
async function fittingSample(target: Target, documented: JsonValue): Promise<JsonValue> {
  const times = timeLeaves(documented)
  const start = target.window.startSeconds * 1000
  const date = (ms: number): string => target.endpoint.calendar?.dateOf(ms) ?? new Date(ms).toISOString().slice(0, 10)
  const moved = atInstant(documented, times, start, target.endpoint.calendar?.timeZone ?? 'UTC', date)
  const [own, other] = [await shownPage(target, documented), await shownPage(target, moved)]
  if (own === undefined && other === undefined) {
    throw unusable(target.endpoint.name, `the connector cannot read it${await whyUnreadable(target, documented)}`)
  }
  return score(other) > score(own) ? moved : documented
}

/** What reading a page has thrown, in its own words. */
async function whyUnreadable(target: Target, body: JsonValue): Promise<string> {
  try {
    const { contents } = await replay(target, [{ body, headers: {} }])
    finished(target, contents.slice(0, 1))
    return ''
  } catch (error) {
    return error instanceof Error ? `: ${error.message}` : ''
  }
}

function score(view: Seen | undefined): number {
  return view === undefined ? -1 : view.rows.length
}

/** How many records of a window have keys of their own: all that are wanted, or one. */
async function findCapacity(target: Target, sample: JsonValue, lists: readonly LearnedList[]): Promise<number> {
  const wanted = 12
  const records = spread(lists, makeMany(lists, wanted, target))
  const body = lists.reduce((made, { place }, index) => withValueAt(made, place, [...(records[index] ?? [])]), sample)
  const view = await shownPage(target, body)
  const keys = view === undefined ? [] : keysText(view).split('\n')
  const isDistinct = new Set(keys).size === keys.length && view?.quarantined === 0
  return isDistinct ? MOST : makersInTurn(lists).length
}

function unusable(name: string, why: string): ConfigError {
  return new ConfigError({
    code: 'SAMPLE_UNUSABLE',
    message: `the sample of ${name} cannot be used: ${why}`,
    hint: "Give the vendor's documented reply, whole, as text: samples: { … }. Where its times are long past, give `now` as well.",
  })
}
