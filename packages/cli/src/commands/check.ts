import { OutlayError } from '@outlay/core'
import type { CommandContext } from '../command-context.js'
import { type ExitCode, exitCodeOf, worstExitCode } from '../exit-code.js'
import { errorJson } from '../output/error-json.js'
import { errorLines } from '../output/error-lines.js'
import { openSession } from '../session.js'

/** Flags of `outlay check`. */
export interface CheckOptions {
  readonly json?: boolean
}

/** `outlay check`: one call a connection, one line each, in the order of the config file. */
export async function check(
  context: CommandContext,
  names: readonly string[],
  options: CheckOptions,
): Promise<ExitCode> {
  const session = await openSession(context, names)
  const results: Readonly<Record<string, unknown>>[] = []
  const codes: ExitCode[] = []
  try {
    for (const [name, connection] of session.connections) {
      try {
        const report = await session.runtime.check(name, connection, context.signal)
        results.push({ ok: true, ...report })
        context.say(
          `${name}: ${report.endpoint} of ${report.origin} answered in ${report.ms} ms (credentials: ${report.auth})`,
        )
      } catch (error) {
        if (context.signal.aborted || !OutlayError.isInstance(error)) throw error
        results.push({ ok: false, connection: name, error: errorJson(error) })
        codes.push(exitCodeOf(error))
        for (const line of errorLines(error, { about: name, stack: context.logLevel === 'debug' })) context.say(line)
      }
    }
    if (options.json) await context.out.write(context.redaction.text(`${JSON.stringify({ connections: results })}\n`))
  } finally {
    await session.runtime.close()
  }
  return worstExitCode(codes)
}
