import { type AgentRules, type Members, organizationOf, parseMembers, textOf } from './agent-query.js'
import { parseDay } from './china-day.js'
import { quotaCatalogue } from './quota-catalogue.js'
import type { SimulatorSettings } from './simulator-options.js'
import { demand } from './vendor-error.js'

/** A request for usage, checked; days in Asia/Shanghai counted from 1970-01-01, both inclusive. */
export interface UsageQuery {
  readonly firstDay: number
  readonly lastDay: number
  readonly organization?: string
  readonly quotaType?: string
  /** Page, from 0. */
  readonly offset: number
  /** Rows a page. */
  readonly limit: number
}

type Rules = AgentRules & Pick<SimulatorSettings, 'maxLimit' | 'sameMonth'>

const members = ['Agent', 'StartTime', 'EndTime', 'QuotaType', 'Offset', 'Limit']
const longestSpanDays = 31

/**
 * Checks a body as the vendor documents it.
 * @throws VendorError with the documented code
 */
export function parseUsageQuery(body: Buffer, rules: Rules): UsageQuery {
  const request = parseMembers(body, members)
  const organization = organizationOf(request, rules)
  const span = spanOf(request, rules.sameMonth)
  const quotaType = textOf(request, 'QuotaType')
  demand(
    quotaType === undefined || quotaCatalogue.some((kind) => kind.type === quotaType),
    'InvalidParameterValue.InvalidQuotaType',
    'QuotaType is none of the listed types.',
  )
  const { Offset: offset = 0, Limit: limit = rules.maxLimit } = request
  demand(isWhole(offset) && offset >= 0, 'InvalidParameter', 'Offset must be the number of a page, counted from 0.')
  demand(isWhole(limit) && limit >= 1 && limit <= rules.maxLimit, 'InvalidParameter.Limit', '分页参数不合法')
  return {
    ...span,
    offset,
    limit,
    ...(organization === undefined ? {} : { organization }),
    ...(quotaType === undefined ? {} : { quotaType }),
  }
}

function spanOf(request: Members, sameMonth: boolean): Pick<UsageQuery, 'firstDay' | 'lastDay'> {
  const code = 'InvalidParameterValue.InvalidTime'
  const start = textOf(request, 'StartTime')
  const end = textOf(request, 'EndTime')
  demand(start !== undefined, 'MissingParameter', 'StartTime is missing.')
  demand(end !== undefined, 'MissingParameter', 'EndTime is missing.')
  const firstDay = parseDay(start, '')
  const lastDay = parseDay(end, '')
  demand(firstDay !== undefined && lastDay !== undefined, code, 'StartTime and EndTime must be days, as yyyymmdd.')
  demand(firstDay <= lastDay, code, 'StartTime is after EndTime.')
  // Whether the vendor counts both ends is not known; counted so, a whole month is the most that fits.
  demand(lastDay - firstDay < longestSpanDays, code, 'StartTime and EndTime are more than 31 days apart.')
  demand(!sameMonth || start.slice(0, 6) === end.slice(0, 6), code, 'StartTime and EndTime lie in different months.')
  return { firstDay, lastDay }
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}
