// Everything a clean clone needs with only Node 20 and npm: install with the pinned pnpm, then build.
// A second run installs nothing and builds only what changed.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { installOnce } from './install-once.mjs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Outlay needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(2)
}

const root = new URL('../', import.meta.url)
installOnce(root, 'dependencies')
console.error('Building …')
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], {
  cwd: fileURLToPath(root),
  stdio: ['ignore', 2, 2],
})
