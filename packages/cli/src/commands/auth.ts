import { text } from 'node:stream/consumers'
import { ConfigError } from '@outlay/core'
import type { CommandContext } from '../command-context.js'
import type { ExitCode } from '../exit-code.js'
import { openSession } from '../session.js'

/** Flags of `outlay auth`. */
export interface AuthOptions {
  /** The code, or the whole address that the browser ended at; `-`: from standard input. */
  readonly code?: string
  readonly json?: boolean
}

/** `outlay auth`: without a code the address to open, with one the tokens that it is worth. */
export async function auth(context: CommandContext, name: string, options: AuthOptions): Promise<ExitCode> {
  const { runtime, connections, tokenFolder } = await openSession(context, [name])
  try {
    for (const [connection, settings] of connections) {
      const authorization = runtime.authorization(connection, settings)
      const { url } = authorization
      const tell = (line: string, report: object): Promise<void> => say(context, options, line, report)
      if (options.code === undefined) {
        await tell(`${url}\n`, { connection, url })
        if (!options.json) for (const line of nextSteps(connection)) context.say(line)
        continue
      }
      const pasted = options.code === '-' ? await standardInput(context) : options.code
      context.redaction.addText(pasted.trim())
      const report = await authorization.redeem(pasted, context.signal)
      await tell('', report)
      const renewal = report.renewable
        ? `it is renewed by a refresh token, which is kept in ${tokenFolder}`
        : 'no refresh token came with it: authorise again when it expires'
      context.say(`${connection}: authorised; the access token is good until ${report.expiresAt}; ${renewal}`)
    }
  } finally {
    await runtime.close()
  }
  return 0
}

async function say(context: CommandContext, { json }: AuthOptions, line: string, report: object): Promise<void> {
  const written = json ? `${JSON.stringify(report)}\n` : line
  if (written !== '') await context.out.write(context.redaction.text(written))
}

function nextSteps(connection: string): readonly string[] {
  return [
    'Open this address in a browser and allow the application. The browser ends at an address of your own;',
    'paste that, whole, within a few minutes (it is good for once):',
    `  outlay auth ${connection} --code '<the address>'`,
  ]
}

async function standardInput({ io }: CommandContext): Promise<string> {
  if (io.stdin !== undefined) return text(io.stdin)
  throw new ConfigError({ message: 'there is no standard input to read the code from', hint: 'Give it with --code.' })
}
