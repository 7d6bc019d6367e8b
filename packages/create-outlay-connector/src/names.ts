import { UsageError } from './usage-error.js'

/** What things of a connector are called. */
export interface Names {
  /** Kebab-case, unique among connectors. */
  readonly id: string
  readonly title: string
  /** Of the npm package. */
  readonly package: string
  /** The constant that the package exports. */
  readonly plugin: string
  /** The constant of connection.ts. */
  readonly api: string
  /** Snake_case, as a ledger calls the table. */
  readonly stream: string
  readonly streamTitle: string
  /** Of the stream's file and sample, without extension. */
  readonly file: string
  /** The constant of the stream. */
  readonly variable: string
  /** The constant of the endpoint. */
  readonly endpoint: string
  /** What environment variables of the example begin with. */
  readonly variables: string
}

/** What names are made of. */
export interface Named {
  readonly name: string
  readonly stream: string
  readonly scope?: string | undefined
  readonly package?: string | undefined
}

/** Throws a {@link UsageError} for names that npm, TypeScript or the folder cannot take. */
export function namesOf({ name, stream, scope, package: called }: Named): Names {
  const id = name.replace(/^outlay-connector-/, '')
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > LONGEST) {
    throw new UsageError(
      `"${name}" is no name for a connector`,
      `Write the vendor's name in kebab-case, from a letter on, ${LONGEST} characters at most: ${kebabCase(id)}.`,
    )
  }
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(stream) || stream.length > LONGEST || TAKEN.includes(camelCase(stream))) {
    throw new UsageError(
      `--stream: "${stream}" is no name for a stream, or one that the folder needs itself`,
      `Write it in snake_case, ${LONGEST} characters at most: usage, daily_costs.`,
    )
  }
  const variable = camelCase(stream)
  const endpoint = `get${variable[0]?.toUpperCase()}${variable.slice(1)}`
  const own = camelCase(id)
  const plugin = firstFree([own, `${own}Connector`, `${own}Plugin`], [...TAKEN, variable, endpoint])
  const api = firstFree([`${own}Api`, `${own}Connection`, `${own}Client`], [variable, endpoint, plugin])
  return {
    id,
    title: titleCase(id),
    package: packageOf(id, scope, called),
    plugin,
    api,
    stream,
    streamTitle: stream.replaceAll('_', ' '),
    file: stream.replaceAll('_', '-'),
    variable,
    endpoint,
    variables: id.replaceAll('-', '_').toUpperCase(),
  }
}

const LONGEST = 32

/** What may have been meant. */
function kebabCase(name: string): string {
  const words = name
    .replace(/^@.*\//, '')
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
  const kebab = words
    .replace(/[^a-z\d]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^[^a-z]+|-$/g, '')
  return kebab === '' ? 'acme-cloud' : kebab
}

/** Of several names the first that nobody has. Two others cannot take all three. */
function firstFree(names: readonly [string, ...string[]], taken: readonly string[]): string {
  return names.find((name) => !taken.includes(name)) ?? names[0]
}

function packageOf(id: string, scope: string | undefined, called: string | undefined): string {
  if (scope !== undefined && called !== undefined) {
    throw new UsageError('--scope and --package are both given', 'Give one of them: --package names the scope as well.')
  }
  if (scope !== undefined && !/^@?[a-z0-9][a-z0-9._-]*$/.test(scope)) {
    throw new UsageError(`--scope: "${scope}" is no scope of npm`, 'Write it as npm does: @acme.')
  }
  if (called !== undefined && !/^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(called)) {
    throw new UsageError(`--package: "${called}" is no name of a package`, 'Write it as npm does: @acme/spend.')
  }
  return called ?? `${scope === undefined ? '' : `@${scope.replace('@', '')}/`}outlay-connector-${id}`
}

function camelCase(text: string): string {
  return text.replace(/[-_](.)/g, (_match, letter: string) => letter.toUpperCase())
}

function titleCase(id: string): string {
  return id.replace(/(^|-)(.)/g, (_match, gap: string, letter: string) => `${gap && ' '}${letter.toUpperCase()}`)
}

/** Files of the folder, what its code imports or declares, and the words that TypeScript keeps. */
const TAKEN: readonly string[] = [
  ...['config', 'connection', 'index', 'contract', 'testing', 'connector', 'describe', 'it', 'read', 'row', 'token'],
  ...[
    'count',
    'id',
    'money',
    'z',
    'keyed',
    'keyOf',
    'connectorContract',
    'textOf',
    'isFilledIn',
    'demandFilledIn',
    'process',
    'await',
    'async',
    'arguments',
  ],
  ...['break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else', 'enum'],
  ...['eval', 'export', 'extends', 'false', 'finally', 'for', 'function', 'if', 'implements', 'import', 'in'],
  ...['instanceof', 'interface', 'let', 'new', 'null', 'package', 'private', 'protected', 'public', 'return', 'static'],
  ...[
    'super',
    'switch',
    'this',
    'throw',
    'true',
    'try',
    'typeof',
    'undefined',
    'var',
    'void',
    'while',
    'with',
    'yield',
  ],
]
