import type { AnswerContext } from './answer-context.js'
import { flowStatus } from './flow.js'
import type { SimulatorSettings } from './simulator-options.js'
import { parseUsageQuery } from './usage-query.js'
import type { UsageRow } from './usage-row.js'

/**
 * Answers ChannelDescribeBillUsageDetail at the vendor's now (ms since the epoch).
 * @throws VendorError with the documented code
 */
export function describeUsage(body: Buffer, { settings, ledger }: AnswerContext, now: number): object {
  const query = parseUsageQuery(body, settings)
  const usage = ledger({ ...query, asOf: now })
  const start = query.offset * query.limit
  const details = usage.slice(start, start + query.limit).map((row) => detailOf(row, now))
  return { ...listed(details, settings.emptyDetails), Total: usage.total }
}

/** The members in the order of the vendor's sample. */
function detailOf(row: UsageRow, now: number): object {
  return {
    CostTime: row.costTime,
    CostType: row.costType,
    CreateOrganizationName: row.flow.organizationName,
    FlowId: row.flow.id,
    FlowName: row.flow.name,
    OperatorName: row.flow.operators,
    QuotaName: row.quotaName,
    QuotaType: row.quotaType,
    Remark: row.remark,
    FlowStatus: flowStatus(row.flow, now / 1_000),
    UseCount: row.useCount,
  }
}

function listed(details: readonly object[], empty: SimulatorSettings['emptyDetails']): object {
  if (details.length > 0 || empty === 'array') return { Details: details }
  return empty === 'null' ? { Details: null } : {}
}
