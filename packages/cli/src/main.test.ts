import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { runOutlay } from './testing/run-outlay.js'

const outlay = (...args: string[]) => runOutlay(args, { cwd: tmpdir() })

describe('the command line', () => {
  test('prints its version on stdout', async () => {
    expect(await outlay('--version')).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    })
  })

  test.each([[['--help']], [['sync', '--help']], [['help', 'export']]])(
    'prints help for %j on stdout',
    async (args) => {
      const { code, stdout, stderr } = await outlay(...args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toContain('Usage: outlay')
    },
  )

  test.each<[string[], string]>([
    [[], 'Usage: outlay'],
    [['synk'], "outlay: unknown command 'synk'\n(Did you mean sync?)"],
    [['sync', '--form', '2026-01-01'], "outlay: unknown option '--form'\n(Did you mean --from?)"],
    [['read', 'one'], "outlay: missing required argument 'stream'"],
    [['read', 'one', 'usage', 'more'], "outlay: too many arguments for 'read'"],
    [['read', 'one', 'usage', '--format', 'xml'], "outlay: option '--format <format>' argument 'xml' is invalid."],
    [['sync', '--from', '2026-02-30'], "outlay: option '--from <date>' argument '2026-02-30' is invalid. Write a day"],
    [['sync', '--to', '2026-11-01T08:00:00'], 'Write a day (2026-11-01) or an instant with its zone'],
    [['sync', '--max-requests', '0'], "argument '0' is invalid. Write a whole number, 1 or more."],
    [['read', 'one', 'usage', '--max-requests', '1e3'], "argument '1e3' is invalid."],
    [['export', '--format', 'csv'], "outlay: required option '--out <file>' not specified"],
    [['check', '--log-level', 'loud'], "outlay: option '--log-level <level>' argument 'loud' is invalid."],
    [['check', '--config', 'nowhere.yaml'], 'outlay: there is no config file nowhere.yaml\n  what to do: '],
  ])('answers %j with 2 and says why on stderr', async (args, said) => {
    const { code, stdout, stderr } = await outlay(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(said)
  })
})
