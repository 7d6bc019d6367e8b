import type * as z from 'zod'
import type { FinishedRows } from '../contract/definition.js'
import type { StreamMeaning } from '../contract/stream.js'
import type { Window } from '../contract/window.js'
import { declareStream } from '../define/declare-stream.js'
import type { JsonValue } from '../numbers/json-value.js'

/** A day to finish. */
export const DAY: Window = {
  start: '2026-11-01T00:00:00Z',
  end: '2026-11-02T00:00:00Z',
  startSeconds: 1_793_491_200,
  endSeconds: 1_793_577_600,
  date: '2026-11-01',
  lastDate: '2026-11-01',
}

/** Makes rows of a day's records as a stream does, without a call. For tests. */
export function finishWindow<R extends object>(
  raws: readonly JsonValue[],
  meaning: StreamMeaning<null, R>,
  record: z.ZodType<R>,
  letIn = true,
): FinishedRows {
  const shape = { name: 'usage', records: () => raws, record } as const
  const declared = declareStream<null, object, object, object, 'usage', R>('acme', 'get', 'windowed', shape, meaning)
  const { stream, project } = declared.bind(null)
  const context = { config: null, partition: {}, page: {}, window: DAY, nowSeconds: DAY.endSeconds }
  const entries = raws.map((raw) => project(raw, context))
  return stream.finish(entries, DAY, letIn)
}
