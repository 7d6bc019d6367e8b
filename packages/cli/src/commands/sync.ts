import type { SyncReport } from '@outlay/core/runtime'
import type { CommandContext } from '../command-context.js'
import { destinationValues } from '../config/destination-values.js'
import { type ExitCode, exitCodeOf, worstExitCode } from '../exit-code.js'
import { openLedger } from '../open-ledger.js'
import { errorJson } from '../output/error-json.js'
import { Progress } from '../output/progress.js'
import { syncSummary } from '../output/sync-summary.js'
import { openSession, type Session } from '../session.js'

/** Flags of `outlay sync`. Dates are days of the streams' own zones or instants with a zone; `from` inclusive, `to` exclusive. */
export interface SyncCommandOptions {
  readonly from?: string
  readonly to?: string
  readonly finalOnly?: boolean
  readonly maxRequests?: number
  readonly json?: boolean
}

/** `outlay sync`: brings the ledger up to date and says what it did, connection by connection. */
export async function sync(
  context: CommandContext,
  names: readonly string[],
  options: SyncCommandOptions,
): Promise<ExitCode> {
  const { stderr } = context.io
  const write = (text: string): void => void stderr.write(context.redaction.text(text))
  const progress = new Progress({ isTTY: stderr.isTTY ?? false, write, now: () => Date.now() })
  const session = await openSession(context, names, progress)
  try {
    const reports = await syncSession(context, session, options).finally(() => progress.clear())
    for (const report of reports) {
      for (const line of syncSummary(report, { stack: context.logLevel === 'debug' })) context.say(line)
    }
    if (options.json) await context.out.write(context.redaction.text(`${JSON.stringify(reportsJson(reports))}\n`))
    return worstExitCode(reports.flatMap(exitCodesOf))
  } finally {
    await session.runtime.close()
  }
}

async function syncSession(
  context: CommandContext,
  session: Session,
  options: SyncCommandOptions,
): Promise<readonly SyncReport[]> {
  const { config, connections, runtime } = session
  const destination = await openLedger(destinationValues(config, config.valueAt))
  try {
    return await runtime.sync({
      connections: Object.fromEntries(connections),
      destination,
      signal: context.signal,
      finalOnly: options.finalOnly ?? false,
      maxRequests: options.maxRequests,
      ...(options.from !== undefined && { from: options.from }),
      ...(options.to !== undefined && { to: options.to }),
    })
  } finally {
    await destination.close()
  }
}

/** A window with quarantined rows, or with figures that must not differ and do, is committed, and still no clean run. */
function exitCodesOf({ failures, quarantined, differences }: SyncReport): readonly ExitCode[] {
  const isUnclean = quarantined > 0 || differences.some(({ severity }) => severity === 'fail')
  return [...failures.map(({ error }) => exitCodeOf(error)), ...(isUnclean ? [6 as const] : [])]
}

function reportsJson(reports: readonly SyncReport[]): Readonly<Record<string, unknown>> {
  return {
    runId: reports[0]?.runId,
    connections: reports.map(({ runId: _, failures, ...report }) => ({
      ...report,
      failures: failures.map(({ window, error }) => ({ window, error: errorJson(error) })),
    })),
  }
}
