import { ConfigError } from '@outlay/core'
import type { Config } from '../config.js'
import type { RowList } from '../row-list.js'

/** page × page_size, at most. */
const MOST_ROWS = 10_000

/**
 * Pages of a report, up to the totals that each reply states. What the vendor would not give to the end is not begun:
 * a total beyond its bound fails the window, and nothing of it counts.
 */
export const reportPages = {
  // The vendor's most where rows are ad groups: each page weighs as much as it may hold.
  size: ({ level }: Config) => (level === 'ADVERTISER' ? 100 : 2_000),
  totalPages: (body: RowList) => body.data?.page_info?.total_page,
  totalRecords: (body: RowList) => withinReach(body.data?.page_info?.total_number),
}

function withinReach(total: number | null | undefined): number | null | undefined {
  if (total == null || total <= MOST_ROWS) return total
  throw new ConfigError({
    code: 'REPORT_TOO_LONG',
    message: `the report of one account and day has ${total} rows, and the vendor gives ${MOST_ROWS} at most`,
    hint: 'Name its ad groups in adgroupIds, each is a report of its own then; or read it at level ADVERTISER.',
    stops: 'window',
  })
}
