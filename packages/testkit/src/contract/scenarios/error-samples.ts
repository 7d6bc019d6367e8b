import { decodeJson, type Failure, type JsonValue } from '@outlay/core'
import type { Bench } from '../bench.js'
import type { ErrorSample } from '../contract-options.js'

/** The documented refusals, with their names. */
export function errorSamples({ options }: Bench): readonly (readonly [string, ErrorSample])[] {
  return Object.entries(options.errorSamples ?? {}).map(([name, one]) => [
    name,
    typeof one === 'string' ? { body: one } : one,
  ])
}

/** What the connector's own rules say of a reply; undefined where they leave it to the HTTP status. */
export function failureOf(
  { simulation }: Bench,
  { status = 200, headers = {}, body }: ErrorSample,
): Failure | undefined {
  const verdict = simulation.connector.errors?.classify({ status, headers, body: decodedOf(body) })
  return verdict === 'ok' ? undefined : verdict
}

function decodedOf(body: string): JsonValue | undefined {
  try {
    return decodeJson(body)
  } catch {
    return undefined
  }
}
