// What the benchmarks need beside the workspace's own set-up: the peers, in a node_modules of their own. A second run
// installs nothing.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = new URL('./', import.meta.url)
const content = (path) => {
  const url = new URL(path, here)
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined
}

// What users install is one file a door, not the build's two hundred.
execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/bundle.mjs', here))], {
  cwd: fileURLToPath(new URL('../packages/core', here)),
  stdio: ['ignore', 2, 2],
})

if (content('node_modules/.pnpm/lock.yaml') !== content('pnpm-lock.yaml')) {
  const { packageManager } = JSON.parse(content('../package.json'))
  process.stderr.write(`Installing the peers of the benchmarks with ${packageManager} (once) …\n`)
  execFileSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: fileURLToPath(here),
    stdio: ['ignore', 2, 2],
  })
}
