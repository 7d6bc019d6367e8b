import { readFileSync } from 'node:fs'
import os from 'node:os'

/** Where and when a workload was measured, and with which versions. */
export function machine() {
  const cpus = os.cpus()
  return {
    at: new Date().toISOString(),
    cpu: cpus[0]?.model ?? 'unknown',
    cores: cpus.length,
    memoryGb: Math.round(os.totalmem() / 1024 ** 3),
    os: `${distribution()} (${os.type()} ${os.release()}, ${os.arch()})`,
    node: process.version,
    /** Processes that wanted to run in the minute before. */
    load: Number(os.loadavg()[0].toFixed(2)),
    versions: Object.fromEntries(MEASURED.map((name) => [name, versionOf(name)])),
  }
}

const MEASURED = [
  'undici',
  'zod',
  'got',
  '@octokit/core',
  '@octokit/plugin-paginate-rest',
  '@octokit/plugin-retry',
  '@octokit/plugin-throttling',
  '@duckdb/node-api',
]

function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
}

function distribution() {
  try {
    return /^PRETTY_NAME="(.+)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))[1]
  } catch {
    return os.platform()
  }
}
