import { decodeJson, type Failure, failure, type JsonValue } from '@outlay/core'
import type { Bench } from '../bench.js'
import type { ErrorSample } from '../contract-options.js'

/** The documented refusals, with their names. */
export function errorSamples({ options }: Bench): readonly (readonly [string, ErrorSample])[] {
  return Object.entries(options.errorSamples ?? {}).map(([name, one]) => [
    name,
    typeof one === 'string' ? { body: one } : one,
  ])
}

/**
 * What is made of a reply: what the connector's own rules say, or, of a 401 that they leave to the runtime, that another token
 * may help. Undefined where any other status decides.
 */
export function failureOf(
  { simulation }: Bench,
  { status = 200, headers = {}, body }: ErrorSample,
): Failure | undefined {
  const verdict = simulation.connector.errors?.classify({ status, headers, body: decodedOf(body) })
  if (verdict === undefined && status === 401) return BARE_401
  return verdict === 'ok' ? undefined : verdict
}

const BARE_401 = failure({ category: 'auth', recover: true }, { code: 'HTTP 401', message: '' })

function decodedOf(body: string): JsonValue | undefined {
  try {
    return decodeJson(body)
  } catch {
    return undefined
  }
}
