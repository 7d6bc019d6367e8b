// The lockfile must name no host: integrity hashes only, so that any registry can serve it.
import { readFileSync } from 'node:fs'

const lines = readFileSync(new URL('../pnpm-lock.yaml', import.meta.url), 'utf8').split('\n')
const named = lines.flatMap((line, index) =>
  /https?:\/\/|\btarball:|^\s*registry:/.test(line) ? [`pnpm-lock.yaml:${index + 1}: ${line.trim()}`] : [],
)
if (named.length > 0) {
  console.error(
    `The lockfile names hosts. Remove git or tarball dependencies, then install again.\n${named.join('\n')}`,
  )
  process.exit(1)
}
console.log('The lockfile names no host.')
