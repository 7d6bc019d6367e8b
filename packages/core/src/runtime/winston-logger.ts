import { createLogger, format, transports } from 'winston'
import type { Logger, LogLevel } from '../contract/services.js'

/** The default logger: JSON lines on stderr. Default level `warn`. Redaction happens before anything gets here. */
export function winstonLogger(level: LogLevel = 'warn'): Logger {
  const logger = createLogger({
    level,
    format: format.combine(format.timestamp(), format.json()),
    transports: [new transports.Console({ stderrLevels: ['error', 'warn', 'info', 'debug'] })],
  })
  const log =
    (at: LogLevel): Logger[LogLevel] =>
    (message, fields) => {
      logger.log(at, message, fields)
    }
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    isOn: (at) => logger.isLevelEnabled(at),
  }
}
