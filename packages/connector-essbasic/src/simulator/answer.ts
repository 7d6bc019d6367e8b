import { authenticate } from './authenticate.js'
import { flowStatus } from './flow.js'
import { headerOf, largestBody, type ReceivedRequest } from './received-request.js'
import type { SimulatorSettings } from './simulator-options.js'
import type { SelectedUsage, UsageSelection } from './usage-ledger.js'
import { parseUsageQuery } from './usage-query.js'
import type { UsageRow } from './usage-row.js'
import { demand } from './vendor-error.js'

/** What an answer draws on. */
export interface AnswerContext {
  readonly settings: SimulatorSettings
  readonly ledger: (selection: UsageSelection) => SelectedUsage
  /** Counts a call at the vendor's now; false where it is one too many. */
  readonly withinRate: (now: number) => boolean
}

/**
 * The content of the reply to a request at the vendor's now (ms since the epoch).
 * @throws VendorError for whatever the vendor refuses
 */
export function answer(request: ReceivedRequest, { settings, ledger, withinRate }: AnswerContext, now: number): object {
  checkTransport(request)
  authenticate(request, settings, now)
  checkAction(request)
  demand(withinRate(now), 'RequestLimitExceeded', `More than ${settings.perSecond} requests within one second.`)
  const query = parseUsageQuery(request.body, settings)
  const usage = ledger({ ...query, asOf: now })
  const start = query.offset * query.limit
  const details = usage.slice(start, start + query.limit).map((row) => detailOf(row, now))
  return { ...listed(details, settings.emptyDetails), Total: usage.total }
}

function checkTransport({ method, path, query, headers, body }: ReceivedRequest): void {
  demand(method === 'POST', 'UnsupportedProtocol', 'Only POST is supported.')
  demand(path === '/' && query === '', 'InvalidRequest', 'The path must be / without a query.')
  const json = /^application\/json(?:; ?charset=utf-8)?$/i.test(headers['content-type'] ?? '')
  demand(json, 'InvalidRequest', 'The Content-Type must be application/json.')
  demand(body.length <= largestBody, 'RequestSizeLimitExceeded', 'The body is larger than 10 MB.')
}

function checkAction(request: ReceivedRequest): void {
  const action = headerOf(request, 'x-tc-action')
  const version = headerOf(request, 'x-tc-version')
  const language = headerOf(request, 'x-tc-language')
  demand(action !== undefined, 'MissingParameter', 'X-TC-Action is missing.')
  demand(version !== undefined, 'MissingParameter', 'X-TC-Version is missing.')
  demand(version === '2021-05-26', 'NoSuchVersion', 'The product has no such version.')
  demand(action === 'ChannelDescribeBillUsageDetail', 'InvalidAction', 'The product has no such action.')
  const spoken = language === undefined || language === 'zh-CN' || language === 'en-US'
  demand(spoken, 'InvalidParameterValue', 'X-TC-Language must be zh-CN or en-US.')
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
