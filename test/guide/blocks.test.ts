import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { createProgram } from '../../packages/cli/src/create-program.js'
import { commandsIn } from './commands.js'
import { configProblems } from './config-problems.js'
import { pages } from './page.js'

const blocks = pages().flatMap(({ path, blocks }) => blocks.map((block) => ({ ...block, path })))
const of = (language: string) => blocks.filter((block) => block.language === language)

/** Scripts are run by scripts.test.ts, SQL by ledger.test.ts; text is what these print. */
const LANGUAGES = ['dockerfile', 'ini', 'js', 'json', 'sh', 'sql', 'text', 'ts', 'yaml']

describe('the blocks of the guide', () => {
  it('are in languages that are looked at here', () => {
    for (const { language, path, line } of blocks) expect(LANGUAGES, `${path}:${line}`).toContain(language)
  })

  it('have a name where they are output, by which a test compares them with what is printed', () => {
    const tests = readdirSync(import.meta.dirname).map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    for (const { label = '', path, line } of of('text')) {
      const name = label.replace(/ of .+$| says$/, '').replace(/^output$/, 'output of ')
      expect(
        tests.some((test) => test.includes(`'${name}`) || test.includes(`\`${name}`)),
        `${path}:${line}`,
      ).toBe(true)
      expect(name).not.toBe('')
    }
  })

  it('are all found: no fence stays open', () => {
    for (const { path, text, blocks: found } of pages()) {
      expect(text.match(/^\s*```/gm)?.length ?? 0, path).toBe(found.length * 2)
    }
  })

  it.each(of('json'))('are JSON: $path:$line', ({ text }) => {
    expect(JSON.parse(text)).toBeTypeOf('object')
  })

  it.each(of('sh'))('are shell whose outlay commands are understood: $path:$line', async ({ text }) => {
    execFileSync('sh', ['-n'], { input: text })
    await understood(text)
    for (const name of packagesIn(text)) expect(PACKAGES, text).toContain(name)
  })

  it.each(of('yaml'))('are YAML of a kind that is known: $path:$line', async ({ text }) => {
    const documents = parseAllDocuments(text, { strict: true, uniqueKeys: true })
    for (const document of documents) {
      if (!('toJS' in document)) throw new Error('an empty document')
      expect(document.errors).toEqual([])
      const value: unknown = document.toJS()
      const judge = Object.entries(KINDS).find(([key]) => isRecord(value) && key in value)?.[1]
      if (judge === undefined || !isRecord(value)) throw new Error('neither a config nor a workflow nor a manifest')
      await judge(value, text)
    }
  })

  it.each(of('ini'))('are systemd units: $path:$line', async ({ text, label }) => {
    const sections = unitSections(text)
    const isTimer = label?.endsWith('.timer')
    expect(Object.keys(sections)).toEqual(isTimer ? ['Unit', 'Timer', 'Install'] : ['Unit', 'Service'])
    expect(await understood(text)).toBe(isTimer ? 0 : 1)
  })

  it.each(of('text').filter(({ label }) => label === 'crontab'))('are crontabs: $path:$line', ({ text }) => {
    const jobs = text.split('\n').filter((line) => line !== '' && !/^\w+=/.test(line))
    expect(jobs.length).toBeGreaterThan(0)
    for (const job of jobs) expect(job).toMatch(/^(?:[\d*/,-]+ ){5}\S/)
  })

  it.each(of('dockerfile'))('are Dockerfiles: $path:$line', ({ text }) => {
    for (const line of text.trim().split('\n')) expect(line).toMatch(/^(?:FROM|WORKDIR|COPY|RUN|USER) \S/)
  })
})

type Judge = (value: Readonly<Record<string, unknown>>, text: string) => Promise<void> | void

/** By a key that only this kind has. */
const KINDS: Readonly<Record<string, Judge>> = {
  connections: async (_config, text) => expect(await configProblems(text)).toEqual([]),
  jobs: async ({ on, jobs }, text) => {
    expect(on).toBeTypeOf('object')
    for (const job of Object.values(jobs as Record<string, { 'runs-on': unknown; steps: object[] }>)) {
      expect(job['runs-on']).toBeDefined()
      for (const step of job.steps) expect(Object.keys(step).some((key) => key === 'run' || key === 'uses')).toBe(true)
    }
    expect(await understood(text)).toBeGreaterThan(0)
  },
  apiVersion: async ({ kind, metadata, spec }, text) => {
    expect(['CronJob', 'PersistentVolumeClaim']).toContain(kind)
    expect(metadata).toMatchObject({ name: expect.any(String) })
    if (kind === 'CronJob') {
      expect(spec).toMatchObject({
        schedule: expect.stringMatching(/^(?:[\d*/,-]+ ?){5}$/),
        concurrencyPolicy: 'Forbid',
        jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'outlay' }] } } } },
      })
      expect(await understood(text)).toBeGreaterThan(0)
    }
  },
}

/** Every `outlay` call is one that the command line takes; how many there are. */
async function understood(text: string): Promise<number> {
  const commands = commandsIn(text)
  for (const args of commands) {
    let runs = 0
    const io = { stdout: process.stdout, stderr: process.stderr, cwd: tmpdir() }
    const program = createProgram(io, async () => {
      runs += 1
    })
    await program.parseAsync([...args], { from: 'user' })
    expect(runs, args.join(' ')).toBe(1)
  }
  return commands.length
}

function unitSections(text: string): Readonly<Record<string, readonly string[]>> {
  const sections: Record<string, string[]> = {}
  let current: string[] | undefined
  for (const line of text.trim().split('\n').filter(Boolean)) {
    const [, name] = /^\[(\w+)\]$/.exec(line) ?? []
    if (name !== undefined) current = sections[name] = []
    else {
      expect(line).toMatch(/^[A-Z]\w+=\S/)
      current?.push(line)
    }
  }
  return sections
}

const PACKAGES = [
  ...['@outlay/core', '@outlay/cli', '@outlay/testkit', '@outlay/connector-anticaptcha', '@outlay/destination-duckdb'],
  ...['reflect-metadata', 'tsyringe', 'zod', 'typescript', '@types/node'],
]

function packagesIn(text: string): readonly string[] {
  return [...text.matchAll(/^npm install (.+)$/gm)].flatMap(([, names = '']) =>
    names.split(' ').filter((name) => !name.startsWith('-')),
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
