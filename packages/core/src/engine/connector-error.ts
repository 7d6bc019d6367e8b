import type { OutlayError } from '../contract/errors.js'
import { pluginFailed } from '../define/plugin-failed.js'
import type { Connection } from './connection.js'
import { redactedError } from './redacted-error.js'

/** What reading an endpoint has thrown, as an error of ours and without the connection's secrets. */
export function connectorError(connection: Connection, endpoint: string, error: unknown): OutlayError {
  return redactedError(pluginFailed(connection.connector.id, `endpoint "${endpoint}"`, error), connection.redactor)
}
