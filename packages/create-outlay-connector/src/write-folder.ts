import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from './usage-error.js'

/** Writes files into a folder that is not there yet, or empty; throws a {@link UsageError} that calls it `shown` where it is not. */
export function writeFolder(folder: string, shown: string, files: ReadonlyMap<string, string>): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw new UsageError(`${shown} is a file`, 'Choose another folder with --dir.')
    const [first] = readdirSync(folder)
    if (first !== undefined) {
      throw new UsageError(
        `the folder ${shown} is not empty: it holds ${first}`,
        'Choose another one with --dir; nothing was written.',
      )
    }
  }
  for (const [path, text] of files) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { flag: 'wx' })
  }
}
