import { describe, expect, it } from 'vitest'
import { ConfigError } from '../contract/errors.js'
import type { Limit, LimitOverrides } from '../contract/limit.js'
import { limitKit } from './limit-kit.js'
import { overrideLimits } from './override-limits.js'

interface Config {
  readonly token: string
}

const kit = limitKit<Config>()
const declared: readonly Limit<Config>[] = [
  kit.window({ max: 60, per: '1m', key: (c) => c.token, endpoints: ['usage'] }),
  kit.window({ name: 'daily', max: 5_000, per: '1d', across: 'credential', weight: () => 50 }),
  kit.concurrent({ max: 4 }),
  { kind: 'own', describe: 'a limit of a third party' },
]
const override = (overrides: LimitOverrides) =>
  overrideLimits('acme', declared, overrides, ({ token }) => `all of ${token}`)
const words = (limits: readonly Limit<Config>[]) => limits.map(({ describe: said }) => said)

describe("a user's word on a limit", () => {
  it('changes the options that it names and nothing else', () => {
    const [window, daily] = override({ window: { max: 30 }, daily: { per: '12h' } })
    expect(window).toMatchObject({
      kind: 'window',
      describe: '30 requests every 1m',
      capacity: 30,
      endpoints: ['usage'],
    })
    expect(window?.key?.({ token: 't' })).toBe('t')
    expect(daily).toMatchObject({ name: 'daily', describe: '5000 units every 12h', across: 'credential' })
    const paced = override({ concurrent: { max: 1 }, window: { across: 'credential' } })
    expect(paced[2]?.concurrent).toBe(1)
    expect(paced[0]).toMatchObject({ across: 'credential', describe: '60 requests every 1m' })
  })

  it('switches it off', () => {
    expect(words(override({ window: 'off', own: 'off' }))).toEqual(['5000 units every 1d', 'at most 4 at once'])
  })

  it('adds one of a kind that the connector does not use, counted by the credentials', () => {
    const added = override({ rate: { max: 5, per: '1s', burst: 2, across: 'credential' }, remaining: {} }).slice(4)
    expect(words(added)).toEqual(['5 requests every 1s, evenly', 'what the vendor says is left'])
    expect(added.map((limit) => limit.key?.({ token: 't' }))).toEqual(['all of t', 'all of t'])
    expect(added[0]?.across).toBe('credential')
  })

  it('says nothing: the limits are the very ones that were declared', () => {
    expect(override({})).toEqual(declared)
  })

  it.each<[LimitOverrides, string, string?]>([
    [
      { windw: { max: 1 } },
      'limits: acme has no limit "windw" (did you mean "window"?)',
      'window, daily, concurrent, own',
    ],
    [{ rate: 'off' }, 'limits: acme has no limit "rate"', 'Can be added: rate, interval, remaining'],
    [{ window: { mx: 1 } }, 'limits.window: "mx" is unknown (did you mean "max"?); known: max, per, across'],
    [{ window: { max: 0 } }, 'limits.window: "max" must be at least 1'],
    [{ window: { max: '30' } }, 'limits.window: "max" must be a whole number of at least 1'],
    [{ window: { per: 60 } }, 'limits.window: "per" must be a duration over 0, such as "30s" or "1m"'],
    [{ daily: { per: '0h' } }, 'limits.daily: "per" must be a duration over 0'],
    [{ window: { across: 'all' } }, 'limits.window: "across" must be "endpoint" or "credential"'],
    [{ rate: { max: 5 } }, 'limits.rate: "per" is missing'],
    [{ window: 30 as never }, 'limits.window: expected "off", or options such as { max: 30, per: "1m" }'],
    [{ rate: null as never }, 'limits.rate: expected "off"'],
    [{ own: { max: 5 } }, 'limits.own: this limit has no options; it can be off'],
  ])('%j is refused with what is wrong', (overrides, problem, hint = '') => {
    let error: unknown
    try {
      override(overrides)
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ category: 'config', message: expect.stringContaining(problem) })
    expect(Object(error).hint ?? '').toContain(hint)
  })

  it("that leaves no room for a request is its own fault, not the connector's", () => {
    const request = { endpoint: 'usage', request: { path: '/' } }
    const [, daily] = override({ daily: { max: 49 } })
    expect(() => daily?.weight?.(request)).toThrow(ConfigError)
    expect(() => daily?.weight?.(request)).toThrow(
      'limits.daily: a request to usage costs 50 units, and 49 are allowed',
    )
    expect(override({ daily: { max: 50 } })[1]?.weight?.(request)).toBe(50)
  })
})
