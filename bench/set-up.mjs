// What the benchmarks need beside the workspace's own set-up: the peers, in a node_modules of their own. A second run
// installs nothing.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { installOnce } from '../scripts/install-once.mjs'

const here = new URL('./', import.meta.url)

// What users install is one file a door, not the build's two hundred.
execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/bundle.mjs', here))], {
  cwd: fileURLToPath(new URL('../packages/core', here)),
  stdio: ['ignore', 2, 2],
})
installOnce(here, 'the peers of the benchmarks')
