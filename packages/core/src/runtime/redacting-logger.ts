import type { LogFields, Logger } from '../contract/services.js'
import type { Redactor } from '../http/redactor.js'

/** A logger for one connection: its fields on every line, its secrets on none. */
export function redactingLogger(logger: Logger, redactor: Redactor, context: LogFields): Logger {
  const log =
    (level: keyof Logger): Logger[keyof Logger] =>
    (message, fields = {}) => {
      const clean = redactor.value({ ...context, ...fields })
      logger[level](redactor.text(message), clean as LogFields)
    }
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
}
