import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { optionsOf } from './choices.js'
import { fillIn } from './testing/fill-in.js'
import { DEFAULTS, scaffolded, scratchFolder } from './testing/scaffolded.js'
import { writeFolder } from './write-folder.js'

// The contract tests of scaffolded connectors, as their authors run them. Every option of every axis is in one of them; every
// combination is run from the packed packages, by scripts/scaffold-combinations.mjs.
const [auths, pagings, windows, errors] = [
  optionsOf('auth'),
  optionsOf('paging'),
  optionsOf('windows'),
  optionsOf('errors'),
]
const most = Math.max(auths.length, pagings.length, windows.length)
const folder = scratchFolder()
afterAll(() => folder[Symbol.dispose]())

for (let index = 0; index < most; index += 1) {
  const choices = {
    ...DEFAULTS,
    auth: auths[index % auths.length]!,
    paging: pagings[index % pagings.length]!,
    windows: windows[index % windows.length]!,
    errors: errors[index % errors.length]!,
  }
  const path = join(folder.path, String(index))
  writeFolder(path, path, fillIn(scaffolded(choices), choices, 'samples/usage.json'))
  const title = `filled in, with ${choices.auth}, ${choices.paging}, ${choices.windows} and ${choices.errors}`
  describe(title, () => import(join(path, 'src/contract.test.ts')))
}
