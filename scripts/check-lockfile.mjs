// The lockfiles must name no host: integrity hashes only, so that any registry can serve them.
import { readFileSync } from 'node:fs'

const named = ['pnpm-lock.yaml', 'bench/pnpm-lock.yaml', 'docs/pnpm-lock.yaml'].flatMap((file) =>
  readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      /https?:\/\/|\btarball:|^\s*registry:/.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
    ),
)
if (named.length > 0) {
  console.error(
    `The lockfiles name hosts. Remove git or tarball dependencies, then install again.\n${named.join('\n')}`,
  )
  process.exit(1)
}
console.log('The lockfiles name no host.')
