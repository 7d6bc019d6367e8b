import { parseArgs } from 'node:util'
import { AXES, type Choices, isOption, optionsOf } from './choices.js'
import { type Names, namesOf } from './names.js'
import { UsageError } from './usage-error.js'

/** A connector as it was asked for. */
export interface Asked {
  readonly names: Names
  readonly choices: Choices
  /** Below the working folder, or absolute. */
  readonly folder: string
}

/** Reads a command line. Throws a {@link UsageError} that says what is wrong, where, and what to do. */
export function parseArguments(argv: readonly string[]): Asked | 'help' | 'version' {
  const { values, positionals } = parsed(argv)
  if (values.help) return 'help'
  if (values.version) return 'version'
  const [name, another] = positionals
  if (name === undefined)
    throw new UsageError('the name of the vendor is missing', `Write npm create outlay-connector acme-cloud; ${HELP}`)
  if (another !== undefined) {
    throw new UsageError(
      `"${another}" is one name too many`,
      'Write one name in kebab-case, and options with --: npm create outlay-connector acme -- --auth basic.',
    )
  }
  if (values.dir === '') throw new UsageError('--dir: "" is no folder', 'Write one, or leave --dir out.')
  const { stream = 'usage', scope, package: called } = values
  const names = namesOf({ name, stream, scope, package: called })
  return { names, choices: choicesOf(values), folder: values.dir ?? names.package.replace(/^@.*\//, '') }
}

function choicesOf(values: { readonly [Axis in keyof Choices]?: string | undefined }): Choices {
  return {
    auth: chosen('auth', values.auth),
    paging: chosen('paging', values.paging),
    windows: chosen('windows', values.windows),
    errors: chosen('errors', values.errors),
    license: chosen('license', values.license),
  }
}

function chosen<Axis extends keyof Choices>(axis: Axis, text: string | undefined = optionsOf(axis)[0]): Choices[Axis] {
  if (text !== undefined && isOption(axis, text)) return text
  throw new UsageError(`--${axis}: "${text}" is none of what there is`, `Choose one: ${optionsOf(axis).join(', ')}.`)
}

const OPTIONS = ['stream', 'scope', 'package', 'dir', ...AXES] as const

const HELP = 'npm create outlay-connector -- --help explains every option.'

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: argv.filter((one) => one !== '--'), // npm keeps it to itself, others pass it on
      allowPositionals: true,
      options: {
        stream: text,
        scope: text,
        package: text,
        dir: text,
        auth: text,
        paging: text,
        windows: text,
        errors: text,
        license: text,
        help: { ...flag, short: 'h' },
        version: flag,
      },
    })
  } catch (error) {
    const [what = ''] = error instanceof Error ? error.message.split(/\. |\n/) : []
    throw new UsageError(what, `Options are --${OPTIONS.join(', --')}; ${HELP}`)
  }
}
