import { OutlayError } from '@outlay/core'
import { CommanderError } from 'commander'
import type { CommandContext } from './command-context.js'
import { createProgram, type GlobalOptions } from './create-program.js'
import { exitCodeOf } from './exit-code.js'
import type { Io } from './io.js'
import { errorLines } from './output/error-lines.js'
import { Output, OutputClosed } from './output/output.js'
import { Redaction } from './output/redaction.js'

const INTERRUPTED = 130

/** As {@link main}, with all that the command line knows loaded. */
export async function runCommandLine(argv: readonly string[], io: Io): Promise<number> {
  const redaction = new Redaction()
  const say = (line: string): void => void io.stderr.write(redaction.text(`${line}\n`))
  const signal = io.signal ?? new AbortController().signal
  let code = 0
  const program = createProgram(io, async (command) => {
    code = await command(contextOf(program.opts<GlobalOptions>()))
  })
  const contextOf = ({ config, logLevel }: GlobalOptions): CommandContext => ({
    io,
    out: new Output(io.stdout),
    say,
    redaction,
    configFile: config,
    logLevel,
    signal,
    outlay: (args) => runCommandLine(args, io),
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (signal.aborted) {
      say('outlay: interrupted; what was committed is kept')
      return INTERRUPTED
    }
    if (error instanceof OutputClosed) return 0
    const told = OutlayError.from(error)
    for (const line of errorLines(told, { stack: program.opts<GlobalOptions>().logLevel === 'debug' })) say(line)
    return exitCodeOf(told)
  }
}
