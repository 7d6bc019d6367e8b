import type { LogFields, Logger, LogLevel } from '../contract/services.js'
import type { Redactor } from '../http/redactor.js'

/** A logger for one connection: its fields on every line, its secrets on none. */
export function redactingLogger(logger: Logger, redactor: Redactor, context: LogFields): Logger {
  const isOn = (level: LogLevel): boolean => logger.isOn?.(level) ?? true
  const log =
    (level: LogLevel): Logger[LogLevel] =>
    (message, fields = {}) => {
      if (!isOn(level)) return
      const clean = redactor.value({ ...context, ...fields })
      logger[level](redactor.text(message), clean as LogFields)
    }
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error'), isOn }
}
