import { createRequire } from 'node:module'
import type * as Winston from 'winston'
import type { LogFields, Logger, LogLevel } from '../contract/services.js'

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
      logger.log({ ...beside(fields), level: at, message })
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

/** Names of the line itself: winston would take a field of that name for its own. */
const OWN = ['fields', 'level', 'message', 'timestamp']

/** Fields as members of the line; those whose names it uses stand under `fields`. */
function beside(fields: LogFields = {}): LogFields {
  const entries = Object.entries(fields)
  const taken = entries.filter(([name]) => OWN.includes(name))
  if (taken.length === 0) return fields
  return { ...Object.fromEntries(entries.filter(([name]) => !OWN.includes(name))), fields: Object.fromEntries(taken) }
}
