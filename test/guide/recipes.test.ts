import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { labelled, page } from './page.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outlay-recipe-'))
  writeFileSync(join(folder, 'npx'), '#!/bin/sh\necho "ran $@"\nexit "$CODE"\n')
  chmodSync(join(folder, 'npx'), 0o755)
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs a piece of shell in the folder, where `npx` ends with a code of our choice. */
function run(shell: string, code: number) {
  const env = { PATH: `${folder}:${process.env.PATH}`, CODE: String(code) }
  return spawnSync('sh', ['-c', shell], { cwd: folder, env, encoding: 'utf8' })
}

describe('the script for cron', () => {
  const script = labelled(page('recipes/cron.md'), 'run.sh')
  beforeEach(() => writeFileSync(join(folder, 'credentials.env'), 'ANTICAPTCHA_CLIENT_KEY=k\n'))

  it.each([0, 4])('says nothing of %d', (code) => {
    expect(run(script, code)).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(readFileSync(join(folder, 'sync.log'), 'utf8')).toBe('ran outlay sync\n')
  })

  it.each([1, 2, 3, 6])('shows the log and the code of %d', (code) => {
    expect(run(script, code).stdout).toBe(`ran outlay sync\noutlay ended with ${code}\n`)
  })

  it('tells of a vendor that is out of reach at the sixth run, and begins anew when it is back', () => {
    const told = Array.from({ length: 6 }, () => run(script, 5).stdout)
    expect(told).toEqual(['', '', '', '', '', 'ran outlay sync\n'])
    run(script, 0)
    expect(run(script, 5).stdout).toBe('')
  })

  it('leaves a run that is under way alone', async () => {
    const holder = spawn('flock', [join(folder, '.lock'), 'sh', '-c', 'echo held; read line'])
    await new Promise((held) => holder.stdout.once('data', held))
    expect(run(script, 3)).toMatchObject({ status: 0, stdout: '' })
    const gone = new Promise((closed) => holder.once('close', closed))
    holder.stdin.end('\n')
    await gone
    expect(run(script, 3).stdout).toContain('ended with 3')
  })
})

describe('the line of the CronJob', () => {
  const cronJob = parseAllDocuments(labelled(page('recipes/kubernetes.md'), 'cronjob.yaml')).at(-1)
  if (cronJob === undefined) throw new Error('there is no manifest')
  const { spec } = cronJob.toJS()
  const { podFailurePolicy, template } = spec.jobTemplate.spec
  const [shell, option, line] = template.spec.containers[0].command

  it('counts 4 as done and keeps every other code', () => {
    expect([shell, option]).toEqual(['sh', '-c'])
    expect(run(line, 4).status).toBe(0)
    for (const code of [0, 1, 2, 3, 5, 6, 130]) expect(run(line, code).status).toBe(code)
  })

  it('is tried again after 5, and after no code that does not pass by itself', () => {
    expect(podFailurePolicy.rules[0].onExitCodes.values).toEqual([1, 2, 3, 6])
  })
})
