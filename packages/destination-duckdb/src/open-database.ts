import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { ConfigError } from '@outlay/core'
import { firstLine } from './ledger-failed.js'

/** An open file. */
export interface Database {
  /** Absolute, symbolic links resolved. */
  readonly path: string
  readonly instance: DuckDBInstance
}

/** Opens the file, or makes it. Throws a ConfigError that says what is wrong with the path or who holds the file. */
export async function openDatabase(path: string): Promise<Database> {
  const absolute = await checkedPath(path)
  try {
    // One database per file and process: a second one that does not know the first can lose committed rows.
    return { path: absolute, instance: await DuckDBInstance.fromCache(absolute, SETTINGS) }
  } catch (error) {
    throw cannotOpen(absolute, error)
  }
}

/** A ledger sends nothing: DuckDB must not fetch extensions of its own accord. */
const SETTINGS = { autoinstall_known_extensions: 'false' }

async function checkedPath(path: string): Promise<string> {
  const absolute = resolve(path)
  if (path === '' || (await statOf(absolute))?.isDirectory()) {
    throw new ConfigError({
      code: 'LEDGER_PATH',
      message: path === '' ? 'the ledger needs a path' : `the ledger's path ${absolute} is a folder`,
      hint: 'Name a file, such as ./outlay.duckdb.',
    })
  }
  const folder = dirname(absolute)
  if (!(await statOf(folder))?.isDirectory()) {
    throw new ConfigError({
      code: 'LEDGER_PATH',
      message: `the ledger ${absolute} cannot be made: there is no folder ${folder}`,
      hint: 'Make the folder, or name another path.',
    })
  }
  // One file, one name: the same ledger through a symbolic link is the same database.
  return (await statOf(absolute)) === undefined ? join(await realpath(folder), basename(absolute)) : realpath(absolute)
}

async function statOf(path: string) {
  return stat(path).catch(() => undefined)
}

const LOCKED = /Could not set lock on file "(.+?)"(?:: Conflicting lock is held in (.+?) \(PID (\d+)\))?/

function cannotOpen(path: string, error: unknown): ConfigError {
  const said = error instanceof Error ? error.message : ''
  const locked = LOCKED.exec(said)
  if (locked !== null) {
    const [, , program, pid] = locked
    return new ConfigError({
      code: 'LEDGER_LOCKED',
      message: `the ledger ${path} is in use by ${pid === undefined ? 'another process' : `process ${pid} (${program})`}`,
      hint: 'Wait until it is done, or end it: one process at a time may open a ledger.',
      cause: error,
    })
  }
  const isForeign = said.includes('not a valid DuckDB database file')
  return new ConfigError({
    code: 'LEDGER_UNREADABLE',
    message: isForeign ? `${path} is no DuckDB database` : `the ledger ${path} cannot be opened: ${firstLine(said)}`,
    hint: isForeign
      ? 'Name another path: the file was left as it is.'
      : 'Check the path and who may read and write it.',
    cause: error,
  })
}
