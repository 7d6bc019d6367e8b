import type { Io } from './io.js'
import { version } from './version.js'

/**
 * Runs one command line, `argv` without node and script, and gives the exit code of the process. Data goes to `stdout`,
 * everything else to `stderr`; it never throws, never ends the process, and touches nothing of it but what `io` names.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  // Scripts ask for the version, and nothing else is loaded for it.
  if (argv.length === 1 && argv[0] === '--version') {
    io.stdout.write(`${version()}\n`)
    return 0
  }
  const { runCommandLine } = await import('./run-command-line.js')
  return runCommandLine(argv, io)
}
