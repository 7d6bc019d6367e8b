import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { AXES } from './choices.js'
import { helpText } from './help-text.js'
import { type Asked, parseArguments } from './parse-arguments.js'
import { renderConnector } from './render-connector.js'
import { UsageError } from './usage-error.js'
import { ownVersion, pinnedVersions } from './versions.js'
import { writeFolder } from './write-folder.js'

/** What a run is given of its process. */
export interface Io {
  readonly stdout: Writable
  readonly stderr: Writable
  /** The working folder. */
  readonly cwd: string
  /** Of the copyright line. */
  readonly year: number
}

/** Runs one command line, `argv` without node and script, and gives the exit code. It asks nothing. */
export function main(argv: readonly string[], io: Io): number {
  try {
    const asked = parseArguments(argv)
    if (asked === 'help') io.stdout.write(helpText())
    else if (asked === 'version') io.stdout.write(`${ownVersion()}\n`)
    else {
      const files = renderConnector(asked, { versions: pinnedVersions(), year: io.year })
      writeFolder(resolve(io.cwd, asked.folder), asked.folder, files)
      io.stdout.write(nextSteps(asked, io.cwd))
    }
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    io.stderr.write(`create-outlay-connector: ${error.message}\n  ${error.hint}\n`)
    return 2
  }
}

function nextSteps({ folder, names, choices }: Asked, cwd: string): string {
  const files = [
    [`samples/${names.file}.json`, 'the reply that the page documents'],
    ['src/connection.ts', 'where the vendor is, and how it takes credentials'],
    [`src/${names.file}.ts`, 'the call, its records, and what they cost'],
  ] as const
  const width = Math.max(...files.map(([path]) => path.length))
  const enter =
    resolve(cwd, folder) === resolve(cwd) ? '' : `  cd ${/^[\w@./\\:~+-]+$/.test(folder) ? folder : `"${folder}"`}\n`
  return `${names.package} is there: ${AXES.map((axis) => `--${axis} ${choices[axis]}`).join(' ')}

Three files are to be filled in, from the page of the vendor's API:

${files.map(([path, what]) => `  ${path.padEnd(width)}  ${what}`).join('\n')}

Until then the tests are red, and say what belongs where:

${enter}  npm install
  npm test
`
}
