import * as z from 'zod'
import { CHINA } from '../china-time.js'
import { marketingApi } from '../connection.js'
import { adObject } from '../cost/ad-object.js'
import { chargeDelivery, spend } from '../cost/charge-delivery.js'
import { objectsOfAccounts } from '../partitions.js'
import { rowList } from '../row-list.js'
import { reportPages } from './report-pages.js'
import { reportRequest } from './report-request.js'
import { reportRow, reportStamp } from './report-rows.js'

/** daily_reports/get: what an account or its ad groups have spent on a day of the last year. */
const dailyReportsGet = marketingApi.endpoint(
  {
    name: 'daily_reports/get',
    // 365 days back, today included.
    partitions: (p) =>
      p.product(
        objectsOfAccounts(p),
        p.days('day', { timeZone: CHINA, available: { from: '-364d' }, settlesAfter: '1d' }),
      ),
    response: rowList,
    paginate: (p) => p.pageNumber(reportPages),
  },
  ({ config, partition, page }) => reportRequest(config, { call: 'daily_reports', ...partition, page }),
)

/** Spend by day, the best figure that there is. What had neither cost nor impressions has no row. */
export const dailyReports = dailyReportsGet.stream(
  {
    name: 'daily_reports',
    title: 'Ad spend, impressions and clicks by day',
    optional: true,
    records: (body) => body.data?.list,
    stamp: reportStamp,
    record: z.object(reportRow),
  },
  {
    primaryKey: ['account_id', 'date', 'adgroup_id'],
    coverage: spend.dailyReport,
    charge: (r, { config }) =>
      chargeDelivery(r, config, { description: `Ad delivery spend ${r.date}`, status: 'reported', ...adObject(r) }),
  },
)
