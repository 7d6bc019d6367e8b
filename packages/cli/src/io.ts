import type { Readable, Writable } from 'node:stream'

/** What a run of the command is given of its process. */
export interface Io {
  /** Data, and nothing else. */
  readonly stdout: Writable
  /** Everything that is said. */
  readonly stderr: Writable & { readonly isTTY?: boolean }
  /** What `auth --code -` reads. Default: nothing can be read. */
  readonly stdin?: Readable
  /** The working folder. */
  readonly cwd: string
  /** The variables that the config file may name. Default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Ends the run early; what is committed stays. Default: never. */
  readonly signal?: AbortSignal
}
