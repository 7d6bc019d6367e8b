import { calendar, ordinal } from '@outlay/core'
import * as z from 'zod'
import { chargeOfUsage } from './charge-of-usage.js'
import type { Config } from './config.js'
import { tencentESign } from './connection.js'
import { usageDetail } from './usage-detail.js'

const ACTION = 'ChannelDescribeBillUsageDetail'

/** The vendor states no zone for its dates: taken for its own. */
const ZONE = { timeZone: 'Asia/Shanghai' }
const china = calendar({ unit: 'day', days: 1 }, ZONE)

/** Usage of one month, page by page: of the whole application or of a sub-organisation, of all quota types or of one. */
export const describeBillUsage = tencentESign.endpoint(
  {
    name: ACTION,
    partitions: (p) =>
      p.product(
        p.product(
          p.each('organization', (c) => wholeOrEach(c.organizationOpenIds)),
          p.each('quotaType', (c) => wholeOrEach(c.quotaTypes)),
        ),
        // A query must not cross a month. Nothing is said of rows that come late: three days are granted.
        p.months('month', { ...ZONE, settlesAfter: '3d' }),
      ),
    paginate: (p) => p.pageIndex({ size: (c) => c.pageSize, totalRecords: (body) => body.Response.Total }),
    response: z.object({
      Response: z
        .object({ Total: z.int().min(0).nullish(), Details: z.array(z.unknown()).nullish() })
        // An empty month states Total 0. A reply with neither would wipe out a month.
        .refine(({ Total, Details }) => (Total ?? Details ?? null) !== null, 'states neither Total nor Details'),
    }),
  },
  ({ config, partition: { organization, quotaType, month }, page, nowSeconds }) => ({
    path: '/',
    headers: {
      'x-tc-action': ACTION,
      'x-tc-version': '2021-05-26',
      'x-tc-region': config.region,
      'x-tc-language': config.language,
    },
    json: {
      Agent: agent(config, organization),
      StartTime: compact(month.date),
      EndTime: compact(earlier(month.lastDate, china.dateOf(nowSeconds * 1000))),
      QuotaType: quotaType ?? undefined,
      Offset: page.number, // a page, not a row, whatever the name means elsewhere at this vendor
      Limit: page.size, // always: the vendor's default has changed
    },
  }),
  {
    reconcile: ({ Response: { Details } }, { window }) => {
      const outside = (Details ?? []).filter((detail) => isOutside(detail, window)).length
      const rows = outside === 1 ? 'row' : 'rows'
      return outside === 0
        ? []
        : [`${outside} ${rows} outside of the month in China: the vendor may count days elsewhere`]
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

/** Members that are not set are left out: the vendor's own samples send empty text, but unknown or empty ones may be refused. */
function agent({ appId, operatorOpenId, proxyAppId }: Config, organization: string | null) {
  const operator = organization === null || operatorOpenId === undefined ? undefined : { OpenId: operatorOpenId }
  return {
    AppId: appId,
    ProxyOrganizationOpenId: organization ?? undefined,
    ProxyOperator: operator,
    ProxyAppId: proxyAppId,
  }
}

function wholeOrEach(values: readonly string[]): readonly (string | null)[] {
  return values.length === 0 ? [null] : values
}

/** The earlier of two dates `YYYY-MM-DD`. */
function earlier(a: string, b: string): string {
  return a < b ? a : b
}

/** `YYYY-MM-DD` as the vendor writes it, `yyyymmdd`. */
function compact(date: string): string {
  return date.replaceAll('-', '')
}
