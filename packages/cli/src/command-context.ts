import type { LogLevel } from '@outlay/core/runtime'
import type { Io } from './io.js'
import type { Output } from './output/output.js'
import type { Redaction } from './output/redaction.js'

/** What every command works with. */
export interface CommandContext {
  readonly io: Io
  /** Standard output: data only. */
  readonly out: Output
  /** Says a line on standard error, secrets removed. */
  readonly say: (line: string) => void
  /** Knows the secrets of the connections in use, from the moment they are read. */
  readonly redaction: Redaction
  /** As the user wrote it. */
  readonly configFile: string
  readonly logLevel: LogLevel
  readonly signal: AbortSignal
  /** Runs another command line in this process; gives its exit code. */
  readonly outlay: (args: readonly string[]) => Promise<number>
}
