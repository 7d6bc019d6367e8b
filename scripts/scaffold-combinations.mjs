// Every combination that create-outlay-connector offers, outside of this repository: written by the packed tool, compiled,
// filled in, and held to its whole contract.
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'

/**
 * `folder` holds the tool in tool/, and `modules` is what a scaffolded connector has installed. Gives what was run, in
 * words; throws with each combination that does not hold.
 */
export function runCombinations({ run, folder, modules }) {
  const made = scaffoldAll(run, folder)
  compileAll(made, { run, folder, modules })
  const all = join(folder, 'all')
  symlinkSync(modules, join(all, 'node_modules'))
  for (const one of made) fillIn(join(all, one.dir), one)
  const tests = testAll(run, all)
  const wrong = made.flatMap((one) => wrongWith(one, tests.get(one.dir)))
  if (wrong.length > 0)
    throw new Error(`${wrong.length} of ${made.length} combinations do not hold:\n${wrong.slice(0, 10).join('\n')}`)
  return `${made.length} combinations, ${[...tests.values()].flat().length} tests`
}

/**
 * Every combination of auth, paging and windows. The ways to refuse take turns over them, so that each meets every option of
 * the others: they share no file but src/connection.ts and src/contract.test.ts, which depend on auth alone.
 */
function scaffoldAll(run, folder) {
  const script = `
import { main } from './node_modules/create-outlay-connector/dist/main.js'
import { optionsOf } from './node_modules/create-outlay-connector/dist/choices.js'
const [auths, pagings, windows, errors] = ['auth', 'paging', 'windows', 'errors'].map(optionsOf)
const made = []
const write = (choices, turn) => {
  const stream = ['usage', choices.paging, choices.windows].join('_').replaceAll('-', '_')
  const one = { ...choices, errors: errors[turn % errors.length], stream }
  one.dir = [one.auth, one.errors, stream].join('/')
  const argv = ['acme', ...Object.entries(one).flatMap(([flag, value]) => ['--' + flag, value])]
  const code = main(argv, { stdout: { write() {} }, stderr: process.stderr, cwd: process.argv[2], year: 2026 })
  if (code !== 0) process.exit(code)
  made.push(one)
}
auths.forEach((auth, a) => pagings.forEach((paging, p) => windows.forEach((w, i) => write({ auth, paging, windows: w }, a + p + i))))
console.log(JSON.stringify(made))`
  writeFileSync(join(folder, 'tool/all.mjs'), script)
  const made = JSON.parse(run(process.execPath, ['all.mjs', join(folder, 'all')], join(folder, 'tool')))
  const kinds = (...axes) => new Set(made.map((one) => axes.map((axis) => one[axis]).join())).size
  const axes = ['auth', 'paging', 'windows']
  const isWhole = kinds(...axes) === axes.map((axis) => kinds(axis)).reduce((product, options) => product * options)
  const isMixed = axes.every((axis) => kinds(axis, 'errors') === kinds(axis) * kinds('errors'))
  if (made.length < 405 || !isWhole || !isMixed) throw new Error(`only ${made.length} combinations were made`)
  return made
}

/** One project for all: streams that share their connection lie side by side. */
function compileAll(made, { run, folder, modules }) {
  const merged = join(folder, 'merged')
  for (const { auth, errors, dir } of made) {
    cpSync(join(folder, 'all', dir, 'src'), join(merged, `${auth}-${errors}`), { recursive: true })
  }
  for (const file of ['package.json', 'tsconfig.json'])
    cpSync(join(folder, 'all', made[0].dir, file), join(merged, file))
  symlinkSync(modules, join(merged, 'node_modules'))
  const options = { noEmit: false, outDir: 'built', rootDir: '.', declaration: true }
  const config = { extends: './tsconfig.json', compilerOptions: options, include: ['*/*.ts', '*/testing/*.ts'] }
  writeFileSync(join(merged, 'tsconfig.build.json'), JSON.stringify(config))
  run(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', 'tsconfig.build.json'], merged)
}

const documented = JSON.parse(
  readFileSync(new URL('../packages/create-outlay-connector/src/testing/documented.json', import.meta.url), 'utf8'),
)

/** A vendor that documents what was guessed, with short pages; its process dies at some points of a run, not at all. */
function fillIn(folder, { paging, windows, errors, stream }) {
  const file = stream.replaceAll('_', '-')
  const data = windows === 'snapshot' ? documented.accounts : documented.usage
  const sample = { ...documented.errors[errors], data, ...documented.paging[paging] }
  writeFileSync(join(folder, `samples/${file}.json`), JSON.stringify(sample))
  edit(join(folder, 'src/connection.ts'), withoutRemarks)
  edit(join(folder, `src/${file}.ts`), (text) => withoutRemarks(text).replace(/\b(size|limit): 100\b/g, '$1: 4'))
  edit(join(folder, 'src/contract.test.ts'), (text) => text.replace('    it,\n', '    it,\n    crashPoints: 12,\n'))
}

/** A file without what its author is told in it. */
export function withoutRemarks(text) {
  return text.replace(/^ *\/\/ FILL IN: .*\n/gm, '')
}

function edit(file, change) {
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

/** The tests of each combination by its folder. One vitest runs them all, in workers that keep what they have loaded. */
function testAll(run, all) {
  const manifest = { private: true, type: 'module', scripts: { test: 'vitest run' } }
  writeFileSync(join(all, 'package.json'), JSON.stringify(manifest))
  const workers = { isolate: false, pool: 'threads', maxWorkers: availableParallelism() }
  const test = { ...workers, testTimeout: 60_000, reporters: ['json'], outputFile: 'told.json' }
  writeFileSync(join(all, 'vitest.config.mjs'), `export default ${JSON.stringify({ test })}`)
  try {
    run('npm', ['test'], all)
  } catch (error) {
    if (!existsSync(join(all, 'told.json'))) throw error // else what failed stands in there
  }
  const { testResults } = JSON.parse(readFileSync(join(all, 'told.json'), 'utf8'))
  return new Map(
    testResults.map(({ name, message, assertionResults }) => [
      relative(all, name).replaceAll('\\', '/').replace('/src/contract.test.ts', ''),
      assertionResults.length > 0
        ? assertionResults
        : [{ status: 'failed', title: 'no test', failureMessages: [message] }],
    ]),
  )
}

/** The kit promises as many. */
const LEAST = 40

function wrongWith({ auth, paging, windows, errors }, tests = []) {
  const flags = `--auth ${auth} --paging ${paging} --windows ${windows} --errors ${errors}`
  const failed = tests.find(({ status }) => status !== 'passed')
  if (failed)
    return [`${flags}: ${failed.title} (${failed.status})\n  ${failed.failureMessages?.[0]?.split('\n    at ')[0]}`]
  const contract = tests.filter(({ ancestorTitles }) => ancestorTitles[0] === 'the connector acme')
  return contract.length >= LEAST
    ? []
    : [`${flags}: ${contract.length} tests of its contract were run, and not ${LEAST}`]
}
