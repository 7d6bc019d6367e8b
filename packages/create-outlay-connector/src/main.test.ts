import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AXES, optionsOf } from './choices.js'
import { main } from './main.js'

let cwd = ''
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'outlay-create-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

describe('create-outlay-connector', () => {
  it('makes a folder out of a name alone, and says what to do next', () => {
    const { code, out } = run('acme-cloud')
    expect(code).toBe(0)
    expect(out).toContain(
      'outlay-connector-acme-cloud is there: --auth bearer --paging none --windows days --errors status --license mit\n',
    )
    expect(readdirSync(join(cwd, 'outlay-connector-acme-cloud'))).toContain('package.json')
    expect(out).toMatch(/samples\/usage\.json .*\n.*src\/connection\.ts .*\n.*src\/usage\.ts /)
    expect(out).toContain('  cd outlay-connector-acme-cloud\n  npm install\n  npm test\n')
  })

  it('pins what the workspace pins', () => {
    run('acme')
    const manifest: { devDependencies: object } = JSON.parse(
      readFileSync(join(cwd, 'outlay-connector-acme/package.json'), 'utf8'),
    )
    for (const range of Object.values(manifest.devDependencies)) expect(range).toMatch(/^\^?\d+\.\d+\.\d+/)
  })

  it('takes a scope, a package name, a folder and a stream', () => {
    expect(run('acme', '--scope', '@me', '--stream', 'daily_costs').code).toBe(0)
    expect(readFileSync(join(cwd, 'outlay-connector-acme/package.json'), 'utf8')).toContain(
      '"@me/outlay-connector-acme"',
    )
    expect(existsSync(join(cwd, 'outlay-connector-acme/src/daily-costs.ts'))).toBe(true)
    expect(run('acme', '--package', '@me/spend', '--dir', 'elsewhere').code).toBe(0)
    expect(readFileSync(join(cwd, 'elsewhere/package.json'), 'utf8')).toContain('"@me/spend"')
  })

  it('lists every option in its help', () => {
    const { code, out } = run('--help')
    expect(code).toBe(0)
    for (const axis of AXES) for (const option of optionsOf(axis)) expect(out).toMatch(new RegExp(`\n  ${option} +\\S`))
  })

  it('overwrites nothing: a folder that is not empty is left as it is', () => {
    run('acme')
    const file = join(cwd, 'outlay-connector-acme/src/connection.ts')
    writeFileSync(file, 'mine')
    const { code, err } = run('acme', '--auth', 'basic')
    expect(code).toBe(2)
    expect(err).toMatch(
      /^create-outlay-connector: the folder outlay-connector-acme is not empty: it holds .*\n {2}Choose another one with --dir/,
    )
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })

  it('takes an empty folder, a new repository, and a folder elsewhere', () => {
    mkdirSync(join(cwd, 'new/.git'), { recursive: true })
    expect(run('acme', '--dir', 'new').code).toBe(0)
    expect(run('acme', '--dir', join(cwd, 'deep/er')).code).toBe(0)
    expect(existsSync(join(cwd, 'deep/er/package.json'))).toBe(true)
  })

  it('says how to get to the folder, and nothing where one is there', () => {
    expect(run('acme', '--dir', 'a b').out).toContain('  cd "a b"\n')
    expect(run('acme', '--dir', './c').out).toContain('  cd ./c\n')
    rmSync(join(cwd, 'a b'), { recursive: true })
    rmSync(join(cwd, 'c'), { recursive: true })
    expect(run('acme', '--dir', '.').out).toMatch(/what belongs where:\n\n {2}npm install\n/)
  })

  it("passes over the -- that is npm's", () => {
    expect(run('acme', '--', '--auth', 'basic').out).toContain('--auth basic')
  })

  it('says where it cannot write', () => {
    writeFileSync(join(cwd, 'taken'), '')
    const { code, err } = run('acme', '--dir', 'taken/below')
    expect(code).toBe(2)
    expect(err).toContain('the folder taken/below cannot be written: ENOTDIR')
  })

  it('refuses a file in the place of the folder', () => {
    writeFileSync(join(cwd, 'taken'), '')
    expect(run('acme', '--dir', 'taken')).toMatchObject({ code: 2, err: expect.stringContaining('taken is a file') })
  })

  it.each([
    [[], 'the name of the vendor is missing', 'npm create outlay-connector acme-cloud'],
    [[], 'the name of the vendor is missing', 'npm create outlay-connector -- --help'],
    [['Acme Cloud'], '"Acme Cloud" is no name for a connector', ': acme-cloud.'],
    [['@me/AcmeCloud'], '"@me/AcmeCloud" is no name for a connector', ': acme-cloud.'],
    [['1&1'], '"1&1" is no name for a connector', 'from a letter on'],
    [['acme', '--dir', ''], '--dir: "" is no folder', 'leave --dir out'],
    [['acme', '--errors', 'body'], '--errors: "body" is none of what there is', 'status, in-band'],
    [['acme', 'basic'], '"basic" is one name too many', '-- --auth basic'],
    [['acme', '--auth', 'magic'], '--auth: "magic" is none of what there is', 'bearer, header, basic'],
    [['acme', '--paging', 'pages'], '--paging: "pages"', 'page-number'],
    [['acme', '--windows', 'weeks'], '--windows: "weeks"', 'days, hours, months, spans, snapshot'],
    [['acme', '--auth'], "Option '--auth", '--help'],
    [['acme', '--colour', 'red'], "Unknown option '--colour'", '--auth'],
    [['acme', '--stream', 'Daily'], '--stream: "Daily"', 'snake_case'],
    [['acme', '--stream', 'config'], '--stream: "config"', 'usage, daily_costs'],
    [['acme', '--scope', 'a b'], '--scope: "a b"', '@acme'],
    [['acme', '--package', 'A'], '--package: "A"', '@acme/spend'],
    [['acme', '--scope', '@me', '--package', 'x'], '--scope and --package are both given', 'Give one'],
  ])('refuses %j, and says what is wrong and what to do', (argv, wrong, hint) => {
    const { code, out, err } = run(...argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    const [first, second] = err.split('\n')
    expect(first).toContain(wrong)
    expect(second).toContain(hint)
    expect(readdirSync(cwd)).toEqual([])
  })

  it.each([['default'], ['class'], ['usage'], ['connector'], ['outlay-connector-acme'], ['a1-2b']])(
    'gives the vendor %s names that a module can have',
    (name) => {
      expect(run(name).code).toBe(0)
      const [folder = ''] = readdirSync(cwd)
      expect(readFileSync(join(cwd, folder, 'src/index.ts'), 'utf8')).toMatch(
        /export const (defaultConnector|classConnector|usageConnector|connectorConnector|acme|a12b) =/,
      )
    },
  )
})

function run(...argv: readonly string[]): { readonly code: number; readonly out: string; readonly err: string } {
  let [out, err] = ['', '']
  const sink = (keep: (text: string) => void): Writable =>
    new Writable({
      write: (chunk, _encoding, done) => {
        keep(String(chunk))
        done()
      },
    })
  const code = main(argv, {
    stdout: sink((text) => (out += text)),
    stderr: sink((text) => (err += text)),
    cwd,
    year: 2026,
  })
  return { code, out, err }
}
