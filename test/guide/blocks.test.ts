import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { demandCommand, understood } from './commands.js'
import { configProblems } from './config-problems.js'
import { pages, readmes, root } from './page.js'

const guide = pages().flatMap(({ path, blocks }) => blocks.map((block) => ({ ...block, path })))
const beside = readmes().flatMap(({ path, blocks }) => blocks.map((block) => ({ ...block, path })))
const blocks = [...guide, ...beside]
const of = (language: string) => blocks.filter((block) => block.language === language)

/** Looked at here, wherever they stand. */
const LANGUAGES = ['dockerfile', 'ini', 'json', 'sh', 'yaml']
/** Of the guide, scripts are run by scripts.test.ts and write-a-connector.test.ts, SQL by ledger.test.ts; text is what these print. */
const RUN = ['js', 'sql', 'text', 'ts']
/** How many blocks of a README, by language (none: output), are run or compared, and by which test. */
const RUN_ELSEWHERE: readonly (readonly [path: string, language: string, blocks: number, test: string])[] = [
  ['README.md', 'ts', 3, 'test/readme.test.ts'],
  ['examples/custom-state-store/README.md', '', 1, 'examples/custom-state-store/src/main.test.ts'],
  ['examples/nestjs-style-host/README.md', '', 1, 'examples/nestjs-style-host/src/main.test.ts'],
  ['packages/connector-anticaptcha/README.md', 'ts', 1, own('connector-anticaptcha')],
  ['packages/connector-essbasic/README.md', 'ts', 1, own('connector-essbasic')],
  ['packages/connector-tencent-ads/README.md', 'text', 8, own('connector-tencent-ads')],
  ['packages/connector-tencent-ads/README.md', 'ts', 10, own('connector-tencent-ads')],
  ['packages/connector-zhihuiya/README.md', 'ts', 2, own('connector-zhihuiya')],
  ['packages/core/README.md', 'ts', 5, own('core')],
  ['packages/create-outlay-connector/README.md', '', 1, own('create-outlay-connector')],
  ['packages/destination-duckdb/README.md', 'sql', 7, own('destination-duckdb')],
  ['packages/destination-duckdb/README.md', 'ts', 1, 'test/guide/scripts.test.ts'],
  ['packages/focus/README.md', 'js', 1, own('focus')],
  ['packages/testkit/README.md', '', 1, 'test/guide/contract-output.test.ts'],
  ['packages/testkit/README.md', 'js', 5, own('testkit')],
  ['packages/testkit/README.md', 'ts', 1, 'test/recording.test.ts'],
]

function own(name: string): string {
  return `packages/${name}/src/documentation.test.ts`
}

describe('the blocks of the guide', () => {
  it('are in languages that are looked at or run', () => {
    for (const { language, path, line } of guide) expect([...LANGUAGES, ...RUN], `${path}:${line}`).toContain(language)
  })

  it('have a name where they are output, by which a test compares them with what is printed', () => {
    const tests = readdirSync(import.meta.dirname).map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    for (const { label = '', path, line } of guide.filter(({ language }) => language === 'text')) {
      const name = label.replace(/ of .+$| says$/, '').replace(/^output$/, 'output of ')
      expect(
        tests.some((test) => test.includes(`'${name}`) || test.includes(`\`${name}`)),
        `${path}:${line}`,
      ).toBe(true)
      expect(name).not.toBe('')
    }
  })

  it('are all found: no fence stays open', () => {
    for (const { path, text, blocks: found } of [...pages(), ...readmes()]) {
      expect(text.match(/^\s*```/gm)?.length ?? 0, path).toBe(found.length * 2)
    }
  })

  it('of READMEs that run are counted by the test that runs them', () => {
    const found = new Map<string, number>()
    for (const { path, language } of beside) {
      const key = `${path} ${language}`
      if (!LANGUAGES.includes(language)) found.set(key, (found.get(key) ?? 0) + 1)
    }
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(RUN_ELSEWHERE.map(([path, language, count]) => [`${path} ${language}`, count])),
    )
    for (const [, , , test] of RUN_ELSEWHERE) expect(existsSync(join(root, test)), test).toBe(true)
  })

  it.each(of('json'))('are JSON: $path:$line', ({ text }) => {
    expect(JSON.parse(text)).toBeTypeOf('object')
  })

  it.each(of('sh'))('are shell whose commands would work: $path:$line', async ({ text, label }) => {
    execFileSync('sh', ['-n'], { input: text })
    if (label?.endsWith('.sh'))
      await understood(text) // recipes.test.ts runs it
    else for (const line of text.split('\n')) await demandCommand(line)
  })

  it('and the commands in their sentences would work as well', async () => {
    const spans = [...pages(), ...readmes()].flatMap(({ text }) => [
      ...text.replace(/^```.*?^```$/gms, '').matchAll(/`((?:npm (?:create|run)|npx outlay) [^`]+)`/g),
    ])
    expect(spans.length).toBeGreaterThan(10)
    for (const [, span = ''] of spans) {
      if (!/[<…]/.test(span)) await demandCommand(span.replaceAll('\n', ' '))
    }
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
  connections: async ({ destination }, text) => {
    expect(await configProblems(destination === undefined ? `${ANY_DESTINATION}${text}` : text)).toEqual([])
  },
  destination: async (_config, text) => {
    expect(await configProblems(`version: 1\n${text}${ANY_CONNECTION}`)).toEqual([])
  },
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

// What a README's piece of a config file is completed with.
const ANY_DESTINATION = 'version: 1\ndestination: { type: duckdb, path: ./outlay.duckdb }\n'
const ANY_CONNECTION = 'connections: { any: { connector: anticaptcha, config: { clientKey: 0123456789abcdef } } }\n'

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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
