// Everything a clean clone needs with only Node 20 and npm: install with the pinned pnpm, then build.
// A second run installs nothing and builds only what changed.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('..', import.meta.url)
const cwd = fileURLToPath(root)
const content = (path) => {
  const url = new URL(path, root)
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined
}

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Outlay needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(2)
}

// pnpm leaves a copy of the lockfile it installed beside the installed packages.
if (content('node_modules/.pnpm/lock.yaml') !== content('pnpm-lock.yaml')) {
  const { packageManager } = JSON.parse(content('package.json'))
  console.error(`Installing dependencies with ${packageManager} (once) …`)
  execFileSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd,
    stdio: ['ignore', 2, 2],
  })
}
console.error('Building …')
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], { cwd, stdio: ['ignore', 2, 2] })
