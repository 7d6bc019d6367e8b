import { ordinal } from '@outlay/core'
import * as z from 'zod'
import { actionRequest, organizationsOf, wholeOrEach } from './action-request.js'
import { chargeOfUsage } from './charge-of-usage.js'
import { tencentESign } from './connection.js'
import { usageDetail } from './usage-detail.js'
import { dateInChina, usageWindows } from './usage-windows.js'

const ACTION = 'ChannelDescribeBillUsageDetail'

/** Usage of one window, page by page: of the whole application or of a sub-organisation, of all quota types or of one. */
export const describeBillUsage = tencentESign.endpoint(
  {
    name: ACTION,
    partitions: (p) =>
      p.product(
        p.product(
          p.each('organization', organizationsOf),
          p.each('quotaType', (c) => wholeOrEach(c.quotaTypes)),
        ),
        usageWindows(),
      ),
    paginate: (p) => p.pageIndex({ size: (c) => c.pageSize, totalRecords: (body) => body.Response.Total }),
    response: z.object({
      Response: z
        .object({ Total: z.int().min(0).nullish(), Details: z.array(z.unknown()).nullish() })
        // An empty window states Total 0. A reply with neither would wipe out what is there.
        .refine(({ Total, Details }) => (Total ?? Details ?? null) !== null, 'states neither Total nor Details'),
    }),
  },
  ({ config, partition: { organization, quotaType }, window, page, nowSeconds }) =>
    actionRequest(ACTION, config, organization, {
      StartTime: compact(window.date),
      EndTime: compact(earlier(window.lastDate, dateInChina(nowSeconds))),
      QuotaType: quotaType ?? undefined,
      Offset: page.number, // a page, not a row, whatever the name means elsewhere at this vendor
      Limit: page.size, // always: the vendor's default has changed
    }),
  {
    reconcile: ({ Response: { Details } }, { window }) => {
      const outside = (Details ?? []).filter((detail) => isOutside(detail, window)).length
      const rows = outside === 1 ? 'row' : 'rows'
      return outside === 0
        ? []
        : [`${outside} ${rows} outside of the days asked for, in China: the vendor may count days elsewhere`]
    },
  },
)

/** Every use and return of quota units, one row each. */
export const billUsageDetail = describeBillUsage.stream(
  {
    name: 'bill_usage_detail',
    title: 'Quota units used and returned, by contract',
    records: (body) => body.Response.Details,
    stamp: (_raw, { config, partition }) => ({ AppId: config.appId, ProxyOrganizationOpenId: partition.organization }),
    record: usageDetail,
  },
  {
    // There is no row id, and equal rows are different uses. FlowStatus changes later.
    primaryKey: ['AppId', 'ProxyOrganizationOpenId', 'FlowId', 'QuotaType', 'CostTime', 'CostType', ordinal()],
    time: (r) => r.CostTime,
    charge: (r, { config }) => chargeOfUsage(r, config),
  },
)

const costTime = z.object({ CostTime: z.int() })

/** Rows without a readable time are no concern here: they are kept aside as records that do not fit. */
function isOutside(
  detail: unknown,
  { startSeconds, endSeconds }: { startSeconds: number; endSeconds: number },
): boolean {
  const { data } = costTime.safeParse(detail)
  return data !== undefined && (data.CostTime < startSeconds || data.CostTime >= endSeconds)
}

/** The earlier of two dates `YYYY-MM-DD`. */
function earlier(a: string, b: string): string {
  return a < b ? a : b
}

/** `YYYY-MM-DD` as the vendor writes it, `yyyymmdd`. */
function compact(date: string): string {
  return date.replaceAll('-', '')
}
