import * as z from 'zod'
import { compareTotals } from './compare-totals.js'
import type { Config } from './config.js'
import { patSnap } from './connection.js'
import { statementRequest } from './statement-request.js'

/**
 * Lists may be null or absent, and the vendor's specification lets a success do without data; rows and totals are read by
 * the streams, so that raw records stay as they came.
 */
const response = z.object({
  data: z.looseObject({ usage: z.array(z.unknown()).nullish(), combo_usage: z.array(z.unknown()).nullish() }).nullish(),
})

/** The statement of one accounting day, or month. A reply sums up whatever span is asked for and names no date: hence span by span. */
export const statement = patSnap.endpoint(
  {
    name: 'statement/v2',
    partitions: (p) =>
      p.choose((c) => c.granularity, { day: p.days('span', calendar), month: p.months('span', calendar) }),
    response,
  },
  statementRequest,
  { reconcile: ({ data }) => (data ? compareTotals(data) : ['the vendor states success and sends no data']) },
)

/** The newest day that is complete, whatever the span of a statement: quick, and there is always one. */
export const checkStatement = patSnap.endpoint(
  { name: 'check', partitions: (p) => p.days('span', calendar), response },
  statementRequest,
)

function calendar({ dayBoundary }: Config) {
  return {
    timeZone: 'Asia/Shanghai',
    boundary: dayBoundary,
    // Either way a day is not asked for before 09:00 on the next: detail is "counted from 8 o'clock".
    available: { after: dayBoundary === '08:00' ? '1h' : '9h' },
    settlesAfter: '3d',
  } as const
}
