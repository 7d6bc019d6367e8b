import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProgram } from '../../packages/cli/src/create-program.js'
import { demand } from './demand.js'
import { demandNpm } from './npm-command.js'
import { root } from './page.js'

/** The arguments of every `npx outlay`, or `node_modules/.bin/outlay`, in a piece of shell, up to what ends the command. */
export function commandsIn(shell: string): readonly (readonly string[])[] {
  return [...shell.matchAll(/(?:\bnpx |\.bin\/)outlay ([^|;&>\n]+)/g)].map(([, line = '']) => wordsOf(line.trim()))
}

/** Every `outlay` call in a piece of shell is one that the command line takes; how many there are. */
export async function understood(shell: string): Promise<number> {
  const commands = commandsIn(shell)
  for (const args of commands) await demandOutlay(args)
  return commands.length
}

/** Throws for a line that would not work where it is typed: an unknown command, script, file, package or flag. */
export async function demandCommand(line: string): Promise<void> {
  const [command = '', ...args] = wordsOf(line.replace(/(?:^|\s)#.*$/, ''))
  if (command === '') return
  const judge = COMMANDS[command]
  if (judge === undefined) throw new Error(`nothing here knows the command "${command}"`)
  await judge(args)
}

/** By the first word. */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void> | void>> = {
  npm: demandNpm,
  npx: ([command, ...args]) => {
    demand(command === 'outlay', `npx runs ${command}`)
    return demandOutlay(args)
  },
  outlay: demandOutlay,
  node: ([file = '']) => demand(existsSync(join(root, asSource(file))), `there is no ${file}`),
  cd: () => {},
  // These need a machine that systemd runs: the units of the recipe are looked at by blocks.test.ts.
  systemctl: ([verb = '']) => demand(['enable', 'start'].includes(verb), `systemctl ${verb}`),
  journalctl: ([option]) => demand(option === '-u', `journalctl ${option}`),
}

async function demandOutlay(args: readonly string[]): Promise<void> {
  let runs = 0
  const io = { stdout: process.stdout, stderr: process.stderr, cwd: tmpdir() }
  const program = createProgram(io, async () => {
    runs += 1
  })
  await program.parseAsync([...args], { from: 'user' })
  demand(runs === 1, `outlay ${args.join(' ')} runs nothing`)
}

/** The builds of examples are made by their set-up: a test looks at what they are made of. */
function asSource(file: string): string {
  return file.replace(/^(.*)\/dist\/(.*)\.js$/, '$1/src/$2.ts')
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')
}
