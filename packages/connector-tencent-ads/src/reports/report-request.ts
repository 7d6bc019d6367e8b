import { ConfigError, type HttpRequest, type Window } from '@outlay/core'
import type { Config } from '../config.js'
import { advertiser } from '../partitions.js'

/** What a report is asked for. */
interface Asked {
  readonly call: 'daily_reports' | 'hourly_reports'
  readonly accountId: string | null
  /** Only this ad group. */
  readonly objectId: string | null
  readonly day: Pick<Window, 'date'>
  readonly page: { readonly number: number; readonly size: number }
}

/** One page of a day's report. Reports are read from v3.0 whatever `apiVersion` says: v1.1 knows other objects. */
export function reportRequest({ level, reportTimeLine }: Config, asked: Asked): HttpRequest {
  const { call, accountId, objectId, day, page } = asked
  const { reportLevel, objects } = levelOf(call, level)
  const dimensions = ['date', ...(call === 'hourly_reports' ? ['hour'] : []), ...objects]
  return {
    path: `/v3.0/${call}/get`,
    query: {
      account_id: advertiser(call, accountId),
      level: reportLevel,
      date_range: { start_date: day.date, end_date: day.date },
      filtering: objectId === null ? undefined : [{ field: 'adgroup_id', operator: 'EQUALS', values: [objectId] }],
      group_by: dimensions,
      time_line: reportTimeLine,
      // Required here. A dimension that is not grouped by comes back without meaning, hence is not asked for.
      fields: [...dimensions, 'cost', 'view_count', 'valid_click_count'],
      page: page.number,
      page_size: page.size,
    },
  }
}

const ACCOUNT = { reportLevel: 'REPORT_LEVEL_ADVERTISER', objects: [] } as const
const ADGROUP = { reportLevel: 'REPORT_LEVEL_ADGROUP', objects: ['adgroup_id'] } as const

/** A total of all time has no day: its ad groups are reported day by day. */
function levelOf(call: string, level: Config['level']): typeof ACCOUNT | typeof ADGROUP {
  if (level === 'ADVERTISER') return ACCOUNT
  if (level !== 'CAMPAIGN') return ADGROUP
  throw new ConfigError({
    message: `${call} cannot be read at level CAMPAIGN: v3.0, the only one with reports, has no campaigns`,
    hint: 'Give it a connection of its own with level ADGROUP or ADVERTISER, or disable the stream.',
    stops: 'stream',
  })
}
