import { WHEN_HINT } from '@outlay/core'
import type { LogLevel } from '@outlay/core/runtime'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { CommandContext } from './command-context.js'
import type { AuthOptions } from './commands/auth.js'
import type { CheckOptions } from './commands/check.js'
import type { ConnectorsOptions } from './commands/connectors.js'
import type { ExportOptions } from './commands/export.js'
import type { ReadOptions } from './commands/read.js'
import type { RecordOptions } from './commands/record.js'
import type { SyncCommandOptions } from './commands/sync.js'
import { isRequestCount } from './config/request-count.js'
import { isWhen } from './config/when.js'
import type { Io } from './io.js'
import { withJsonFailure } from './output/with-json-failure.js'
import { version } from './version.js'

/** The options that every command has. */
export interface GlobalOptions {
  readonly config: string
  readonly logLevel: LogLevel
}

/** Runs one command with what it needs. */
export type RunCommand = (command: (context: CommandContext) => Promise<number>) => Promise<void>

/** The command line. A command's code is loaded when it runs, so that `--help` stays quick. */
export function createProgram(io: Io, run: RunCommand): Command {
  const program = new Command('outlay')
    .description("Spend and usage out of vendors' billing APIs, exactly, into one ledger.")
    .version(version(), '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .option('--config <file>', 'the config file', 'outlay.config.yaml')
    .addOption(
      choice('--log-level <level>', 'what is logged to stderr', ['error', 'warn', 'info', 'debug']).default('warn'),
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'outlay: ')),
    })
  addConnectors(program, run)
  addCheck(program, run)
  addAuth(program, run)
  addRead(program, run)
  addRecord(program, run)
  addSync(program, run)
  addExport(program, run)
  addDemo(program, run)
  return program
}

function addConnectors(program: Command, run: RunCommand): void {
  program
    .command('connectors')
    .description('list what is installed, and from where')
    .option('--json', 'one JSON object on stdout')
    .action((options: ConnectorsOptions) =>
      run(async (context) => (await import('./commands/connectors.js')).connectors(context, options)),
    )
}

function addCheck(program: Command, run: RunCommand): void {
  connectionsCommand(program, 'check', 'prove that connections work, with one call each')
    .option('--json', 'one JSON object on stdout')
    .action((names: string[], options: CheckOptions) =>
      run((context) =>
        withJsonFailure(context, options.json, async () =>
          (await import('./commands/check.js')).check(context, names, options),
        ),
      ),
    )
}

function addAuth(program: Command, run: RunCommand): void {
  program
    .command('auth')
    .argument('<connection>')
    .description('let the vendor know that you allow a connection, in a browser; keeps the tokens')
    .option('--code <code>', 'the code, or the address that the browser ended at; - reads standard input')
    .option('--json', 'one JSON object on stdout')
    .action((name: string, options: AuthOptions) =>
      run((context) =>
        withJsonFailure(context, options.json, async () =>
          (await import('./commands/auth.js')).auth(context, name, options),
        ),
      ),
    )
}

function addRead(program: Command, run: RunCommand): void {
  program
    .command('read')
    .argument('<connection>')
    .argument('<stream>')
    .description('print the records of one stream; neither reads nor writes the ledger')
    .addOption(when('--from <date>', "inclusive; default: the stream's own, else 30 days back"))
    .addOption(when('--to <date>', "exclusive; default: the stream's own, else now"))
    .addOption(choice('--format <format>', 'how records are printed', ['jsonl', 'csv']).default('jsonl'))
    .addOption(maxRequests())
    .action((name: string, stream: string, options: ReadOptions) =>
      run(async (context) => (await import('./commands/read.js')).read(context, name, stream, options)),
    )
}

function addRecord(program: Command, run: RunCommand): void {
  program
    .command('record')
    .argument('<connection>')
    .argument('[streams...]', 'default: all that are on')
    .description('keep the exchanges with a vendor as fixtures, without credentials')
    .requiredOption('--out <file>', 'where to: JSON lines')
    .addOption(when('--from <date>', 'as of read'))
    .addOption(when('--to <date>', 'as of read'))
    .addOption(maxRequests())
    .action((name: string, streams: string[], options: RecordOptions) =>
      run(async (context) => (await import('./commands/record.js')).record(context, name, streams, options)),
    )
}

function addSync(program: Command, run: RunCommand): void {
  connectionsCommand(program, 'sync', 'bring the ledger up to date')
    .addOption(when('--from <date>', "inclusive; default: the streams' own, else 30 days back"))
    .addOption(when('--to <date>', "exclusive; default: the streams' own, else now"))
    .option('--final-only', 'only windows that are settled')
    .addOption(maxRequests())
    .option('--json', 'one JSON object on stdout')
    .action((names: string[], options: SyncCommandOptions) =>
      run((context) =>
        withJsonFailure(context, options.json, async () =>
          (await import('./commands/sync.js')).sync(context, names, options),
        ),
      ),
    )
}

function addExport(program: Command, run: RunCommand): void {
  connectionsCommand(program, 'export', 'write FOCUS 1.4 files out of the ledger')
    .addOption(choice('--format <format>', 'the kind of file', ['csv']).makeOptionMandatory())
    .requiredOption('--out <file>', 'where to; {connection} stands for the name of each connection')
    .option('--combined', 'several connections in one file')
    .action((names: string[], options: ExportOptions) =>
      run(async (context) => (await import('./commands/export.js')).exportFocus(context, names, options)),
    )
}

function addDemo(program: Command, run: RunCommand): void {
  program
    .command('demo')
    .argument('[folder]', 'where ledger and exports go', 'outlay-demo')
    .description('show all of it against simulated vendors on this machine')
    .action((folder: string) => run(async (context) => (await import('./commands/demo.js')).demo(context, folder)))
}

function connectionsCommand(program: Command, name: string, description: string): Command {
  return program.command(name).argument('[connections...]', 'default: all').description(description)
}

function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values)
}

function when(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    if (!isWhen(text)) throw new InvalidArgumentError(WHEN_HINT)
    return text
  })
}

function maxRequests(): Option {
  return new Option(
    '--max-requests <n>',
    "requests to send at most, for each connection; default: the connection's own, else any number",
  ).argParser((text) => {
    const count = /^\d+$/.test(text) ? Number(text) : undefined
    if (!isRequestCount(count)) throw new InvalidArgumentError('Write a whole number, 1 or more.')
    return count
  })
}
