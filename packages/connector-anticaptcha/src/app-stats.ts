import { count, ExactNumber, id, type JsonValue, money } from '@outlay/core'
import * as z from 'zod'
import { type Config, currencyOf } from './config.js'
import { antiCaptcha } from './connection.js'
import { missing } from './missing.js'

/** A list that the vendor may write as an object: its values are the list. */
const list = <T extends z.ZodType>(item: T) =>
  z.union([z.array(item), z.record(z.string(), item).transform((items) => Object.values(items))])

const series = z.object({ name: z.string().nullish(), data: list(z.unknown()) })
/** A list of series, in either form; or a single one. */
const chart = z.union([series.transform((one) => [one]), list(series)])

/** getAppStats: about a month of what an application earned, day by day. No range can be asked for. */
const getAppStats = antiCaptcha.endpoint(
  {
    name: 'getAppStats',
    partitions: (p) => p.each('appId', appIdsOf),
    response: z.object({ chartData: chart.nullish() }),
  },
  ({ partition }) => ({
    path: '/getAppStats',
    json: { softId: new ExactNumber(partition.appId ?? missing('app_stats', 'appIds')), mode: 'money' },
  }),
)

/** Commission that applications of yours earn, a row an observation and UTC day. It is income: it is never charged. */
export const appStats = getAppStats.stream(
  {
    name: 'app_stats',
    title: 'Income of your applications by the day',
    optional: true,
    records: ({ chartData }) =>
      (chartData ?? []).flatMap(({ name, data }) => data.map((point) => withName(point, name ?? null))),
    stamp: (raw, { partition, window }) => ({
      observedAt: window.start,
      softId: partition.appId,
      earned: earnedIn(raw),
    }),
    record: (config) =>
      z.object({
        observedAt: z.string(),
        softId: id(),
        name: z.string().nullable(),
        beginstamp: count(),
        endstamp: count(),
        earned: money(currencyOf(config)),
      }),
  },
  { primaryKey: ['softId', 'name', 'beginstamp'] },
)

function appIdsOf({ appIds, softId }: Config): readonly (string | null)[] {
  return appIds ?? [softId ?? null]
}

/** A point belongs to the series around it, and two series may have a point for the same day. */
function withName(point: unknown, name: string | null): unknown {
  return typeof point === 'object' && point !== null && !Array.isArray(point) ? { name, ...point } : point
}

/** The vendor's `y`, which says nothing outside of a chart. */
function earnedIn(raw: JsonValue): unknown {
  return typeof raw === 'object' && raw !== null && 'y' in raw ? raw.y : undefined
}
