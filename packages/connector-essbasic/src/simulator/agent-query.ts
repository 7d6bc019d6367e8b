import type { SimulatorSettings } from './simulator-options.js'
import { demand, VendorError } from './vendor-error.js'

/** A JSON object, its members not checked yet. */
export type Members = Record<string, unknown>
/** The application that is let in, and its sub-organisations. */
export type AgentRules = Pick<SimulatorSettings, 'appId' | 'organizations'>

const agentMembers = ['AppId', 'ProxyOrganizationOpenId', 'ProxyOperator', 'ProxyAppId', 'ProxyOrganizationId']
const operatorMembers = ['OpenId', 'Channel', 'CustomUserId', 'ClientIp', 'ProxyIp']
const longestOpenId = 64

/**
 * A body as an object that has no other than the documented members.
 * @throws VendorError with the documented code
 */
export function parseMembers(body: Buffer, known: readonly string[]): Members {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new VendorError('InvalidParameter', 'The body is no JSON in UTF-8.')
  }
  demand(isMembers(parsed), 'InvalidParameter', 'The body is no JSON object.')
  knownOnly(parsed, known, '')
  return parsed
}

/**
 * The open id of the sub-organisation that Agent names; undefined (or sent empty, as the vendor's samples do) for all.
 * @throws VendorError with the documented code
 */
export function organizationOf({ Agent: agent }: Members, rules: AgentRules): string | undefined {
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

/** A member that must be text where it is sent. */
export function textOf(object: Members, name: string): string | undefined {
  const value = object[name]
  demand(value === undefined || typeof value === 'string', 'InvalidParameter', `${name} must be a string.`)
  return value
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

function knownOnly(object: Members, known: readonly string[], prefix: string): void {
  for (const name of Object.keys(object)) {
    demand(known.includes(name), 'UnknownParameter', `The parameter ${prefix}${name} is not recognized.`)
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
