import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Installs what a folder has locked, with the pinned pnpm; nothing where that is done. `what` it is, for whoever waits.
 */
export function installOnce(folder, what) {
  const content = (path) => {
    const url = new URL(path, folder)
    return existsSync(url) ? readFileSync(url, 'utf8') : undefined
  }
  // pnpm leaves a copy of the lockfile it installed beside the installed packages.
  if (content('node_modules/.pnpm/lock.yaml') === content('pnpm-lock.yaml')) return
  const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  console.error(`Installing ${what} with ${packageManager} (once) …`)
  execFileSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: fileURLToPath(folder),
    stdio: ['ignore', 2, 2],
  })
}
