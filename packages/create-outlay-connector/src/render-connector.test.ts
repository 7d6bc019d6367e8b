import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Choices, optionsOf } from './choices.js'
import { fillIn } from './testing/fill-in.js'
import { DEFAULTS, scaffolded, scratchFolder } from './testing/scaffolded.js'
import { writeFolder } from './write-folder.js'

const COMBINATIONS: readonly Choices[] = optionsOf('auth').flatMap((auth) =>
  optionsOf('paging').flatMap((paging) =>
    optionsOf('windows').flatMap((windows) =>
      optionsOf('errors').map((errors) => ({ ...DEFAULTS, auth, paging, windows, errors })),
    ),
  ),
)

/** A stream file depends on paging and windows, and on whether the key is in the body; all else on credentials and errors. */
const DISTINCT = COMBINATIONS.filter(
  ({ auth, paging, windows, errors }) =>
    (paging === 'none' && windows === 'days') || (errors === 'status' && (auth === 'bearer' || auth === 'body')),
)

describe('a scaffolded connector', () => {
  it('has three files to fill in, whatever was chosen, and no other', () => {
    for (const choices of COMBINATIONS) {
      const open = [...scaffolded(choices, 'daily_costs')].filter(
        ([path, text]) => text.includes('FILL IN') && path !== 'README.md',
      )
      const files = open.map(([path]) => path).filter((path) => path !== 'src/testing/filled-in.ts')
      expect(files.sort()).toEqual(['samples/daily-costs.json', 'src/connection.ts', 'src/daily-costs.ts'])
    }
  })

  it('has no slot and no condition left over', () => {
    for (const choices of COMBINATIONS) {
      for (const [path, text] of scaffolded(choices))
        expect({ path, left: /\{\{.*\}\}|\/\/\?/.exec(text)?.[0] }).toEqual({ path, left: undefined })
    }
  })

  it('compiles, whatever was chosen', () => {
    using folder = scratchFolder()
    for (const choices of DISTINCT) {
      const stream = `usage_${choices.paging}_${choices.windows}`.replaceAll('-', '_')
      write(join(folder.path, `${choices.auth}-${choices.errors}`), scaffolded(choices, stream))
    }
    const config = { extends: './bearer-status/tsconfig.json', include: ['*/src'] }
    writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify(config))
    run(join(dirname(installed('typescript/package.json')), 'bin/tsc'), ['-p', folder.path], folder.path)
  }, 120_000)

  it.each([
    ['ab', 'c'],
    ['a-vendor-with-quite-a-long-name', 'a_stream_with_quite_a_long_name'],
  ])('is formatted as its own linter wants it, called %s and %s', (name, stream) => {
    const folder = mkdtempSync(join(tmpdir(), 'outlay-lint-'))
    try {
      const seen = new Set<string>()
      for (const choices of DISTINCT) {
        const { auth, paging, windows, errors } = choices
        const unseen = [...scaffolded(choices, stream, name)].filter(([, text]) => seen.size < seen.add(text).size)
        write(join(folder, auth, paging, windows, errors), new Map(unseen))
      }
      // The first combination has the only biome.json that was not seen before.
      const [first] = DISTINCT
      renameSync(
        join(folder, `${first?.auth}/${first?.paging}/${first?.windows}/${first?.errors}/biome.json`),
        join(folder, 'biome.json'),
      )
      run(installed('@biomejs/biome/bin/biome'), ['check', '--max-diagnostics=3', '.'], folder)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('says in its tests what belongs where until it is filled in', async () => {
    using folder = scratchFolder()
    const files = scaffolded({ auth: 'header', paging: 'cursor' })
    writeFolder(join(folder.path, 'open'), 'open', files)
    writeFolder(
      join(folder.path, 'filled'),
      'filled',
      fillIn(files, { ...DEFAULTS, paging: 'cursor' }, 'samples/usage.json'),
    )
    const open: FilledIn = await import(join(folder.path, 'open/src/testing/filled-in.ts'))
    const filled: FilledIn = await import(join(folder.path, 'filled/src/testing/filled-in.ts'))
    expect(() => open.demandFilledIn('samples/usage.json')).toThrow(
      /^Fill in samples\/usage\.json, .*\n {2}samples\/usage\.json:2: the reply that the vendor's page documents for this call, whole and as it stands there$/,
    )
    expect(() => open.demandFilledIn('src/connection.ts')).toThrow(
      /src\/connection\.ts:\d+: the name of the header that carries the key\n/,
    )
    expect(() => open.demandFilledIn('src/usage.ts')).toThrow(
      /src\/usage\.ts:\d+: where the reply names the next page\n/,
    )
    for (const file of ['samples/usage.json', 'src/connection.ts', 'src/usage.ts']) {
      expect(open.isFilledIn(file)).toBe(false)
      expect(() => filled.demandFilledIn(file)).not.toThrow()
    }
  })

  it('is known as a connector by its package.json', () => {
    const manifest: unknown = JSON.parse(scaffolded({}, 'usage', 'acme-cloud').get('package.json') ?? '')
    expect(manifest).toMatchObject({
      name: 'outlay-connector-acme-cloud',
      license: 'MIT',
      keywords: expect.arrayContaining(['outlay-connector']),
      outlay: { connector: 'acme-cloud', specVersion: 1 },
      peerDependencies: { '@outlay/core': '0.x', zod: '1.0.0' },
    })
  })

  it('has the license that was chosen, and is private without one', () => {
    expect(scaffolded().get('LICENSE')).toContain('Copyright (c) 2026 the authors of outlay-connector-acme')
    expect(scaffolded({ license: 'apache-2.0' }).get('LICENSE')).toContain('Apache License')
    expect(scaffolded({ license: 'apache-2.0' }).get('package.json')).toContain('"license": "Apache-2.0"')
    const unlicensed = scaffolded({ license: 'none' })
    expect(unlicensed.has('LICENSE')).toBe(false)
    expect(JSON.parse(unlicensed.get('package.json') ?? '')).toMatchObject({ private: true, license: 'UNLICENSED' })
    expect(unlicensed.get('package.json')).not.toContain('publishConfig')
    expect(unlicensed.get('README.md')).not.toContain('npm publish')
    expect(scaffolded().get('README.md')).toContain('npm publish')
  })

  it('gives the contract refusals of its kind, and one that a new token mends where tokens are fetched', () => {
    for (const choices of COMBINATIONS) {
      const files = scaffolded(choices)
      const refusals = /errorSamples: \{\n(.*?)\n {4}\},/s.exec(files.get('src/contract.test.ts') ?? '')?.[1] ?? ''
      expect(refusals.split('\n').length).toBeGreaterThan(1)
      expect(refusals).toMatch(
        choices.errors === 'status' ? /^( +'.*': \{ status: .*\n?)+$/ : /^( +'.*': \{ body: .*\n?)+$/,
      )
      const fetchesTokens = ['client-credentials', 'refresh-token'].includes(choices.auth)
      expect(refusals.includes('a token that ended')).toBe(fetchesTokens)
      // A bare 401 needs no rule: core replaces a token after it.
      const marks = files.get('src/connection.ts')?.includes('recover: true')
      expect(marks).toBe(fetchesTokens && choices.errors === 'in-band')
    }
  })
})

interface FilledIn {
  readonly isFilledIn: (path: string) => boolean
  readonly demandFilledIn: (path: string) => void
}

/** Into a folder that may hold files of other combinations. */
function write(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const installed = createRequire(import.meta.url).resolve

function run(script: string, args: readonly string[], cwd: string): void {
  try {
    execFileSync(process.execPath, [script, ...args], { cwd, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${stdout}${stderr}`.slice(0, 4000))
  }
}
