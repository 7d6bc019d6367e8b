import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigError } from '@outlay/core'
import type { DuckdbDestination } from '@outlay/destination-duckdb'
import { type FocusSurvey, focusCsv, surveyCharges } from '@outlay/focus'
import type { CommandContext } from '../command-context.js'
import { chooseConnections } from '../config/choose-connections.js'
import { destinationValues } from '../config/destination-values.js'
import { loadConfig } from '../config/load-config.js'
import type { ExitCode } from '../exit-code.js'
import { openLedger } from '../open-ledger.js'
import { sparedFiles } from '../output/spared-files.js'
import { writeFile } from '../output/write-file.js'

/** Flags of `outlay export`. */
export interface ExportOptions {
  readonly format: 'csv'
  /** May hold `{connection}`. */
  readonly out: string
  readonly combined?: boolean
}

/** `outlay export`: FOCUS files out of the ledger, one a connection. Asks no vendor and for no credentials. */
export async function exportFocus(
  context: CommandContext,
  names: readonly string[],
  options: ExportOptions,
): Promise<ExitCode> {
  const config = loadConfig(context.configFile, context.io.cwd, context.io.env)
  const chosen = chooseConnections(config, names).map(({ name }) => name)
  const files = filesOf(chosen, options)
  const destination = destinationValues(config, config.valueAt)
  if (!existsSync(destination.path)) {
    throw new ConfigError({ message: `there is no ledger ${destination.path}`, hint: 'Run "outlay sync" first.' })
  }
  const ledger = await openLedger(destination)
  try {
    for (const [file, connections] of files) {
      const survey = await surveyCharges(charges(context, ledger, connections))
      const lines = focusCsv(charges(context, ledger, connections), survey.columns)
      await writeFile(resolve(context.io.cwd, file), lines, sparedFiles(context, config))
      for (const line of told(file, connections, survey)) context.say(line)
    }
  } finally {
    await ledger.close()
  }
  return 0
}

const PLACE = '{connection}'

/** The connections that go into each file. Throws a ConfigError where one file would be written several times. */
function filesOf(chosen: readonly string[], { out, combined }: ExportOptions): ReadonlyMap<string, readonly string[]> {
  if (out === '') throw new ConfigError({ message: '--out names no file', hint: 'Write --out focus.csv.' })
  if (combined && out.includes(PLACE)) {
    throw new ConfigError({ message: `--combined writes one file: its name cannot hold ${PLACE}` })
  }
  if (!combined && chosen.length > 1 && !out.includes(PLACE)) {
    throw new ConfigError({
      message: `${chosen.length} connections need a file each`,
      hint: `Write --out "focus-${PLACE}.csv", or --combined for one file with all of them.`,
    })
  }
  if (combined) return new Map([[out, chosen]])
  return new Map(chosen.map((name) => [out.replaceAll(PLACE, name), [name]]))
}

/** The ledger's charges, as long as nobody interrupts. */
async function* charges(context: CommandContext, ledger: DuckdbDestination, connections: readonly string[]) {
  for await (const charge of ledger.charges({ connections })) {
    context.signal.throwIfAborted()
    yield charge
  }
}

function told(file: string, connections: readonly string[], { rows, unpriced }: FocusSurvey): readonly string[] {
  const units = unpriced.units.map(({ amount, unit, sku }) => `${amount} ${unit} of ${sku}`).join(', ')
  return [
    `${connections.join(', ')}: ${rows} rows to ${file}`,
    ...(connections.length > 1
      ? ['  several datasets in one file: a column that only some of them have is empty in the others']
      : []),
    ...(unpriced.charges > 0
      ? [`  left out without a price: ${unpriced.charges} charges${units && ` (${units})`}`]
      : []),
  ]
}
