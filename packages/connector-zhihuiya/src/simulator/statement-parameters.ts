import { demandsQueryKey, type SimulatorSettings } from './simulator-settings.js'
import { VendorRefusal } from './vendor-refusal.js'
import type { ReceivedRequest } from './vendor-reply.js'

/** The four parameters of a statement, all of them required strings. */
export interface StatementParameters {
  readonly apikey: string
  readonly client_secret: string
  readonly time_start: string
  readonly time_end: string
}

const NAMES: readonly string[] = ['apikey', 'client_secret', 'time_start', 'time_end']
const CONTENT_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' }

/**
 * Reads the parameters from where they are expected.
 * @throws VendorRefusal 68300007 for a wrong content type or a body that should be empty, 68300006 for a body that is
 * no JSON, 68300004 for a parameter that is unknown, repeated, missing, empty or no string.
 */
export function statementParameters(request: ReceivedRequest, settings: SimulatorSettings): StatementParameters {
  const { paramsIn } = settings
  const gatewayNames = demandsQueryKey(settings.auth) ? ['apikey'] : []
  const query = membersOf(request.query, paramsIn === 'query' ? NAMES : gatewayNames)
  if (paramsIn === 'query') {
    if (request.body !== '') throw new VendorRefusal(68300007)
    return fourStrings(query)
  }
  if (request.contentType !== CONTENT_TYPES[paramsIn]) throw new VendorRefusal(68300007)
  return fourStrings(paramsIn === 'json' ? jsonMembers(request.body) : formMembers(request.body))
}

type Members = ReadonlyMap<string, unknown>

function jsonMembers(body: string): Members {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    throw new VendorRefusal(68300006)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new VendorRefusal(68300004)
  return new Map(Object.entries(parsed))
}

function formMembers(body: string): Members {
  return membersOf(new URLSearchParams(body), NAMES)
}

function membersOf(pairs: URLSearchParams, known: readonly string[]): Members {
  const members = new Map(pairs)
  if (members.size !== pairs.size) throw new VendorRefusal(68300004)
  for (const name of members.keys()) if (!known.includes(name)) throw new VendorRefusal(68300004)
  return members
}

function fourStrings(members: Members): StatementParameters {
  for (const name of members.keys()) if (!NAMES.includes(name)) throw new VendorRefusal(68300004)
  const text = (name: string) => {
    const value = members.get(name)
    if (typeof value !== 'string' || value === '') throw new VendorRefusal(68300004)
    return value
  }
  return {
    apikey: text('apikey'),
    client_secret: text('client_secret'),
    time_start: text('time_start'),
    time_end: text('time_end'),
  }
}
