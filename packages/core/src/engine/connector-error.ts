import { OutlayError } from '../contract/errors.js'
import type { Connection } from './connection.js'
import { redactedError } from './redacted-error.js'

/** What reading an endpoint has thrown, as an error of ours and without the connection's secrets. */
export function connectorError(connection: Connection, endpoint: string, error: unknown): OutlayError {
  return redactedError(
    OutlayError.isInstance(error) ? error : pluginFailed(connection, endpoint, error),
    connection.redactor,
  )
}

function pluginFailed(connection: Connection, endpoint: string, cause: unknown): OutlayError {
  const said = cause instanceof Error ? cause.message : 'an unknown error'
  return new OutlayError({
    code: 'PLUGIN_FAILED',
    category: 'bug',
    message: `the connector "${connection.connector.id}" failed in its endpoint "${endpoint}": ${said}`,
    hint: 'Report this to the author of the connector.',
    cause,
  })
}
