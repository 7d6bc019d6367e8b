import { text } from 'node:stream/consumers'
import { ConfigError } from '@outlay/core'
import type { CommandContext } from '../command-context.js'
import type { ExitCode } from '../exit-code.js'
import { openSingle, type SingleSession } from '../session.js'

/** Flags of `outlay auth`. */
export interface AuthOptions {
  /** The code, or the whole address that the browser ended at; `-`: from standard input. */
  readonly code?: string
  readonly json?: boolean
}

/** `outlay auth`: without a code the address to open, with one the tokens that it is worth. */
export async function auth(context: CommandContext, name: string, options: AuthOptions): Promise<ExitCode> {
  const session = await openSingle(context, name)
  try {
    if (options.code === undefined) await showAddress(context, session, options)
    else await redeem(context, session, options.code, options)
  } finally {
    await session.runtime.close()
  }
  return 0
}

async function showAddress(context: CommandContext, session: SingleSession, { json }: AuthOptions): Promise<void> {
  const { runtime, connection, settings } = session
  const { url } = runtime.authorization(connection, settings)
  await context.out.write(context.redaction.text(json ? `${JSON.stringify({ connection, url })}\n` : `${url}\n`))
  if (!json) for (const line of nextSteps(connection)) context.say(line)
}

async function redeem(
  context: CommandContext,
  { runtime, connection, settings, tokenFolder }: SingleSession,
  code: string,
  { json }: AuthOptions,
): Promise<void> {
  const authorization = runtime.authorization(connection, settings)
  const pasted = code === '-' ? await standardInput(context) : code
  context.redaction.addText(pasted.trim())
  const report = await authorization.redeem(pasted, context.signal)
  if (json) await context.out.write(context.redaction.text(`${JSON.stringify(report)}\n`))
  const life = report.expiresAt === undefined ? '' : `the access token is good until ${report.expiresAt}; `
  const renewal = report.renewable
    ? `it is renewed by a refresh token, which is kept in ${tokenFolder}`
    : 'no refresh token came with it: authorise again when it expires'
  context.say(`${connection}: authorised; ${life}${renewal}`)
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
