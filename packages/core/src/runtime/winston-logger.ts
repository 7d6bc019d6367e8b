import { createRequire } from 'node:module'
import type * as Winston from 'winston'
import type { Logger, LogLevel } from '../contract/services.js'

/**
 * The default logger: JSON lines on stderr. Default level `warn`. Redaction happens before anything gets here.
 * Winston is loaded when the first line is written: most runs write none.
 */
export function winstonLogger(level: LogLevel = 'warn'): Logger {
  let logger: Winston.Logger | undefined
  const isOn = (at: LogLevel): boolean => LEVELS.indexOf(at) <= LEVELS.indexOf(level)
  const log =
    (at: LogLevel): Logger[LogLevel] =>
    (message, fields) => {
      if (!isOn(at)) return
      logger ??= createWinston(level)
      logger.log(at, message, fields)
    }
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error'), isOn }
}

const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug']

/** Loaded at once, not awaited: a line that waits is lost when the process ends. */
function createWinston(level: LogLevel): Winston.Logger {
  const { createLogger, format, transports }: typeof Winston = createRequire(import.meta.url)('winston')
  return createLogger({
    level,
    format: format.combine(format.timestamp(), format.json()),
    transports: [new transports.Console({ stderrLevels: [...LEVELS] })],
  })
}
