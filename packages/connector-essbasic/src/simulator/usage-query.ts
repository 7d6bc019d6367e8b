import { parseDay } from './china-day.js'
import { quotaCatalogue } from './quota-catalogue.js'
import type { SimulatorSettings } from './simulator-options.js'
import { demand, VendorError } from './vendor-error.js'

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

type Members = Record<string, unknown>
type Rules = Pick<SimulatorSettings, 'appId' | 'organizations' | 'maxLimit' | 'sameMonth'>

const members = ['Agent', 'StartTime', 'EndTime', 'QuotaType', 'Offset', 'Limit']
const agentMembers = ['AppId', 'ProxyOrganizationOpenId', 'ProxyOperator', 'ProxyAppId', 'ProxyOrganizationId']
const operatorMembers = ['OpenId', 'Channel', 'CustomUserId', 'ClientIp', 'ProxyIp']
const longestSpanDays = 31
const longestOpenId = 64

/**
 * Checks a body as the vendor documents it.
 * @throws VendorError with the documented code
 */
export function parseUsageQuery(body: Buffer, rules: Rules): UsageQuery {
  const request = parseObject(body)
  knownOnly(request, members, '')
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

function parseObject(body: Buffer): Members {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new VendorError('InvalidParameter', 'The body is no JSON in UTF-8.')
  }
  demand(isMembers(parsed), 'InvalidParameter', 'The body is no JSON object.')
  return parsed
}

/** The open id of the sub-organisation; undefined (or sent empty, as the vendor's samples do) for all of them. */
function organizationOf(request: Members, rules: Rules): string | undefined {
  const agent = request.Agent
  demand(agent !== undefined, 'MissingParameter', 'Agent is missing.')
  demand(isMembers(agent), 'InvalidParameter', 'Agent must be an object.')
  knownOnly(agent, agentMembers, 'Agent.')
  const appId = textOf(agent, 'AppId')
  demand(appId !== undefined && appId !== '', 'MissingParameter', 'Agent.AppId is missing.')
  demand(appId === rules.appId, 'ResourceNotFound.NotExistApplication', 'The application does not exist.')
  textOf(agent, 'ProxyAppId')
  textOf(agent, 'ProxyOrganizationId')
  checkOperator(agent.ProxyOperator)
  const organization = textOf(agent, 'ProxyOrganizationOpenId')
  if (organization === undefined || organization === '') return undefined
  demand(organization.length <= longestOpenId, 'InvalidParameter.OpenId', 'ProxyOrganizationOpenId is too long.')
  demand(
    rules.organizations.includes(organization),
    'ResourceNotFound.Organization',
    'The application has no such sub-organisation.',
  )
  return organization
}

function checkOperator(operator: unknown): void {
  if (operator === undefined) return
  demand(isMembers(operator), 'InvalidParameter', 'Agent.ProxyOperator must be an object.')
  knownOnly(operator, operatorMembers, 'Agent.ProxyOperator.')
  for (const name of operatorMembers) textOf(operator, name)
  const openId = textOf(operator, 'OpenId')
  demand(openId !== undefined && openId !== '', 'MissingParameter', 'Agent.ProxyOperator.OpenId is missing.')
  demand(openId.length <= longestOpenId, 'InvalidParameter.OpenId', 'Agent.ProxyOperator.OpenId is too long.')
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

function knownOnly(object: Members, known: readonly string[], prefix: string): void {
  for (const name of Object.keys(object)) {
    demand(known.includes(name), 'UnknownParameter', `The parameter ${prefix}${name} is not recognized.`)
  }
}

function textOf(object: Members, name: string): string | undefined {
  const value = object[name]
  demand(value === undefined || typeof value === 'string', 'InvalidParameter', `${name} must be a string.`)
  return value
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}
