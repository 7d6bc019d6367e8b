// What the guide needs beside the workspace's own set-up, in a node_modules of its own. A second run installs nothing.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = new URL('./', import.meta.url)
const content = (path) => {
  const url = new URL(path, here)
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined
}

if (content('node_modules/.pnpm/lock.yaml') !== content('pnpm-lock.yaml')) {
  const { packageManager } = JSON.parse(content('../package.json'))
  process.stderr.write(`Installing what builds the guide with ${packageManager} (once) …\n`)
  execFileSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: fileURLToPath(here),
    stdio: ['ignore', 2, 2],
  })
}
