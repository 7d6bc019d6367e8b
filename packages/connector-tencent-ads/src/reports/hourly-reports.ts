import { count } from '@outlay/core'
import * as z from 'zod'
import { CHINA, chinaHour } from '../china-time.js'
import { marketingApi } from '../connection.js'
import { adObject } from '../cost/ad-object.js'
import { chargeDelivery, spend } from '../cost/charge-delivery.js'
import { objectsOfAccounts } from '../partitions.js'
import { rowList } from '../row-list.js'
import { reportPages } from './report-pages.js'
import { reportRequest } from './report-request.js'
import { reportRow, reportStamp } from './report-rows.js'

/** hourly_reports/get: what an account or its ad groups have spent in each hour of a day, one day a call. */
const hourlyReportsGet = marketingApi.endpoint(
  {
    name: 'hourly_reports/get',
    // 90 days back, today included.
    partitions: (p) =>
      p.product(
        objectsOfAccounts(p),
        p.days('day', { timeZone: CHINA, available: { from: '-89d' }, settlesAfter: '1d' }),
      ),
    response: rowList,
    paginate: (p) => p.pageNumber(reportPages),
  },
  ({ config, partition, page }) => reportRequest(config, { call: 'hourly_reports', ...partition, page }),
)

/** Spend by the hour of China. An hour without cost and impressions has no row. */
export const hourlyReports = hourlyReportsGet.stream(
  {
    name: 'hourly_reports',
    title: 'Ad spend, impressions and clicks by hour',
    optional: true,
    records: (body) => body.data?.list,
    stamp: reportStamp,
    record: z.object({
      ...reportRow,
      hour: count().refine((hour) => hour >= 0 && hour < 24, 'expected an hour, 0 to 23'),
    }),
  },
  {
    primaryKey: ['account_id', 'date', 'hour', 'adgroup_id'],
    time: (r) => Date.parse(chinaHour(r.date, r.hour).start) / 1000,
    coverage: spend.hourlyReport,
    charge: (r, { config }) => ({
      ...chargeDelivery(r, config, {
        description: `Ad delivery spend ${r.date} ${String(r.hour).padStart(2, '0')}:00`,
        status: 'reported',
        ...adObject(r),
      }),
      period: chinaHour(r.date, r.hour),
      sku: 'ad-delivery-hourly',
    }),
  },
)
