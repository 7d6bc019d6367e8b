import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArguments } from '../../packages/create-outlay-connector/src/parse-arguments.js'
import { demand } from './demand.js'
import { root } from './page.js'

/** Throws for a call of npm that would not work: an unknown script, flag or package, a choice that does not exist. */
export function demandNpm([verb = '', ...args]: readonly string[]): void {
  const judge = VERBS[verb]
  if (judge === undefined) throw new Error(`nothing here knows npm ${verb}`)
  judge(args)
}

const VERBS: Readonly<Record<string, (args: readonly string[]) => void>> = {
  // No test asks a registry.
  install: (args) => {
    for (const name of args) if (!/^[-.]/.test(name)) demand(PACKAGES.has(name), `${name} is none that we know`)
  },
  run: ([name = '', ...args]) => demandScript(name, args),
  test: (args) => demandScript('test', args),
  create: ([name, ...args]) => {
    demand(name === 'outlay-connector', `npm create ${name}`)
    parseArguments(args.filter((word) => word !== '--'))
  },
  // What is packed is told by write-a-connector.test.ts; publishing is not for a test.
  pack: (args) => demand(args.join() === '--dry-run', `npm pack ${args}`),
  publish: (args) => demand(args.length === 0, `npm publish ${args}`),
}

const { scripts } = manifest('package.json')

function demandScript(name: string, options: readonly string[]): void {
  const script = scripts?.[name]
  if (script === undefined) throw new Error(`npm run ${name}: there is no such script`)
  const [, file = ''] = /node (\S+\.mjs)$/.exec(script) ?? []
  const flags = options.filter((option) => /^--./.test(option)).map((option) => option.slice(2))
  const source = file === '' ? '' : readFileSync(join(root, file), 'utf8')
  const isKnown = (flag: string) => source.includes(`'--${flag}'`) || new RegExp(`\\b${flag}: \\{ type:`).test(source)
  for (const flag of flags) demand(isKnown(flag), `${name} has no --${flag}`)
}

/** What can be installed: packages of the workspace, and what those depend on. */
const PACKAGES = new Set(
  ['.', ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)].flatMap((folder) => {
    const { name, ...lists } = manifest(`${folder}/package.json`)
    return [name, ...Object.values(lists).flatMap((list) => Object.keys(list ?? {}))]
  }),
)

interface Manifest {
  readonly name: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: object
  readonly devDependencies?: object
  readonly peerDependencies?: object
}

function manifest(path: string): Manifest {
  const { name, scripts, dependencies, devDependencies, peerDependencies } = JSON.parse(
    readFileSync(join(root, path), 'utf8'),
  )
  return { name, scripts, dependencies, devDependencies, peerDependencies }
}
