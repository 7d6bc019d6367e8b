import { OutlayError } from '@outlay/core'
import type { CommandContext } from '../command-context.js'
import { errorJson } from './error-json.js'

/** Runs a command with `--json`: an error that ends it is a JSON object on stdout, too, so that programs always get one. */
export async function withJsonFailure<T>(
  context: CommandContext,
  json: boolean | undefined,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (json) {
      const told = context.signal.aborted
        ? { code: 'INTERRUPTED', message: 'interrupted; what was committed is kept' }
        : errorJson(OutlayError.from(error))
      await context.out.write(context.redaction.text(`${JSON.stringify({ error: told })}\n`))
    }
    throw error
  }
}
