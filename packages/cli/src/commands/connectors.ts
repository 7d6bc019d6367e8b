import { dirname, resolve } from 'node:path'
import type { CommandContext } from '../command-context.js'
import { discoverConnectors, type InstalledConnector } from '../connectors/discover-connectors.js'
import type { ExitCode } from '../exit-code.js'

/** Flags of `outlay connectors`. */
export interface ConnectorsOptions {
  readonly json?: boolean
}

/** `outlay connectors`: what a config file in this place can name, and where it comes from. Runs none of it. */
export async function connectors(context: CommandContext, options: ConnectorsOptions): Promise<ExitCode> {
  const folder = dirname(resolve(context.io.cwd, context.configFile))
  const found = discoverConnectors(folder)
  if (options.json) await context.out.write(`${JSON.stringify({ connectors: found })}\n`)
  else await context.out.write(table(found))
  if (found.length === 0 && !options.json) {
    context.say(
      `outlay: no connector is installed in or above ${folder}; install one: npm install @outlay/connector-<name>`,
    )
  }
  return 0
}

function table(found: readonly InstalledConnector[]): string {
  const rows = found.map((one) => [one.connector, `${one.package}@${one.version}`, one.folder, one.problem ?? ''])
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return rows.map((row) => `${line(row)}\n`).join('')
}
