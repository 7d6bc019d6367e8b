// The public API of core's doors, with every signature, against the reports in packages/core/api. `--update` writes them.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor'

const root = fileURLToPath(new URL('..', import.meta.url))
const core = join(root, 'packages/core')
const update = process.argv.includes('--update')
const scratch = mkdtempSync(join(tmpdir(), 'outlay-api-'))
const doors = { core: 'index', 'core-runtime': 'runtime', 'core-opentelemetry': 'opentelemetry' }

execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'], { cwd: root, stdio: 'inherit' })
mkdirSync(join(core, 'api'), { recursive: true })

/** Types that a signature mentions and no door exports, by door. */
const forgotten = new Map()
const failures = []

for (const [name, door] of Object.entries(doors)) {
  const reportFileName = `${name}.api.md`
  const entry = join(core, 'dist', `${door}.d.ts`)
  const config = ExtractorConfig.prepare({
    configObjectFullPath: join(core, 'api-extractor.json'),
    packageJsonFullPath: join(core, 'package.json'),
    configObject: {
      projectFolder: core,
      mainEntryPointFilePath: entry,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            ...{ target: 'ES2022', lib: ['ES2023', 'ESNext.Disposable'], module: 'NodeNext', strict: true },
            ...{ moduleResolution: 'NodeNext', skipLibCheck: true, exactOptionalPropertyTypes: true },
            ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
          },
          files: [entry],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName,
        reportFolder: join(core, 'api'),
        reportTempFolder: scratch,
        includeForgottenExports: false,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: {
          default: { logLevel: 'none' },
          'ae-forgotten-export': { logLevel: 'warning' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  })
  const { apiReportChanged, errorCount } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message) => {
      const [, symbol] = /symbol "(.+?)" needs to be exported/.exec(message.text) ?? []
      if (symbol !== undefined) forgotten.set(symbol, name)
      message.handled = message.logLevel !== 'error'
    },
  })
  if (errorCount > 0) failures.push(`${name}: its declarations could not be read`)
  if (apiReportChanged && !update) failures.push(`${name} has changed:\n${difference(reportFileName)}`)
}

const exported = Object.keys(doors).map((name) => textOf(join(scratch, `${name}.api.md`)))
for (const [symbol, name] of forgotten) {
  const isExported = exported.some((report) => new RegExp(`^export .*\\b${symbol}\\b`, 'm').test(report))
  if (!isExported && !isInternal(symbol))
    failures.push(`${name}: a signature mentions ${symbol}, which no door exports; export it, or mark it @internal`)
}

rmSync(scratch, { recursive: true, force: true })
if (failures.length > 0) {
  console.error(`${failures.join('\n')}\nIf this is meant: npm run check:api -- --update, and a changeset.`)
  process.exit(1)
}
console.log(update ? 'The reports of the public API are written.' : 'The public API is as reported.')

function textOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** Lines that went and came, without their places. */
function difference(file) {
  const [before, now] = [join(core, 'api', file), join(scratch, file)].map((path) => textOf(path).split('\n'))
  const gone = before.filter((line) => !now.includes(line)).map((line) => `- ${line}`)
  const come = now.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)
  return [...gone, ...come].join('\n')
}

/** True where the declaration says so itself. */
function isInternal(symbol) {
  const declared = new RegExp(`@internal[^/]*\\*/\\s*(export )?(interface|type) ${symbol}\\b`)
  return readdirSync(join(core, 'dist'), { recursive: true })
    .filter((file) => file.endsWith('.d.ts'))
    .some((file) => declared.test(textOf(join(core, 'dist', file))))
}
