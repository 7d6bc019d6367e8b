import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anticaptcha } from '@outlay/connector-anticaptcha'
import { startAnticaptchaSimulator } from '@outlay/connector-anticaptcha/simulator'
import { essbasic } from '@outlay/connector-essbasic'
import { startEssbasicSimulator } from '@outlay/connector-essbasic/simulator'
import { zhihuiya } from '@outlay/connector-zhihuiya'
import { startZhihuiyaSimulator } from '@outlay/connector-zhihuiya/simulator'
import { CLOCK, TRANSPORT } from '@outlay/core'
import { createRuntime, type SyncOptions, undiciTransport } from '@outlay/core/runtime'
import { duckdbDestination } from '@outlay/destination-duckdb'
import { container as root } from 'tsyringe'
import { afterAll, expect, it } from 'vitest'
import { DemoClock } from '../packages/cli/src/demo/demo-clock.js'

const folder = mkdtempSync(join(tmpdir(), 'outlay-moved-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const FIRST = '2026-09-26'
const LAST = '2026-10-03'
/** Long after the last day: every figure has settled. */
const SETTLED = '2026-11-20T03:00:00Z'

/** One sync: when it runs, and what it asks for. */
type Run = readonly [at: string, from?: string, to?: string]

const histories: readonly (readonly Run[])[] = [
  [['2026-09-28T12:00:00Z'], ['2026-10-01T01:00:00Z']],
  [
    ['2026-09-27T04:00:00Z', '2026-09-26', '2026-09-28'],
    ['2026-09-30T16:00:00Z', '2026-09-27T05:00:00Z', '2026-10-09'],
    ['2026-10-01T00:00:00Z', '2026-09-29'],
  ],
  [
    ['2026-10-02T23:59:00Z', '2026-10-01', '2026-10-02'],
    ['2026-10-06T12:00:00Z', '2026-09-30', '2026-10-03'],
  ],
]

it.each(histories.map((history, index) => [index + 1, history] as const))(
  'a ledger is the same after moved runs (history %i) as after one full read',
  async (index, history) => {
    const moved = await play(`moved-${index}`, history)
    const whole = await play(`whole-${index}`, [])
    expect(moved).toEqual(whole)
    expect(moved.charges.length).toBeGreaterThan(300)
  },
  120_000,
)

it('windows that were final when the runs met are whole without a last full read', async () => {
  const history: readonly Run[] = [
    ['2026-09-30T20:00:00Z', '2026-09-26', '2026-09-28'],
    [SETTLED, '2026-09-27', LAST],
  ]
  const moved = await play('met', history, null)
  const whole = await play('met-whole', [[SETTLED, FIRST, LAST]], null)
  expect(moved.hours).toEqual(whole.hours)
  expect(moved.charges).toEqual(whole.charges)
}, 120_000)

it('a day read at noon and again five days later is whole', async () => {
  const noon = await play('noon', [['2026-09-28T12:00:00Z', '2026-09-28', '2026-09-29']], null)
  const later = await play(
    'later',
    [
      ['2026-09-28T12:00:00Z', '2026-09-28', '2026-09-29'],
      ['2026-10-03T12:00:00Z', '2026-09-28', '2026-09-29'],
    ],
    null,
  )
  const once = await play('once', [['2026-10-03T12:00:00Z', '2026-09-28', '2026-09-29']], null)
  expect(later).toEqual(once)
  expect(noon.charges.length).toBeLessThan(later.charges.length)
}, 120_000)

/** Syncs a new ledger through `history`, then, unless `settled` is null, once over everything, and gives its contents. */
async function play(name: string, history: readonly Run[], settled: string | null = SETTLED) {
  const clock = new DemoClock(Date.parse(history[0]?.[0] ?? SETTLED))
  const now = (): number => clock.now()
  const captcha = await startAnticaptchaSimulator({ now, history: Date.parse(`${FIRST}T00:00:00Z`) })
  const patents = await startZhihuiyaSimulator({ now, history: FIRST })
  const signatures = await startEssbasicSimulator({ now, history: Date.parse(`${FIRST}T00:00:00+08:00`), perDay: 15 })
  const container = root.createChildContainer()
  const transport = clock.watched(undiciTransport())
  container.register(CLOCK, { useValue: clock })
  container.register(TRANSPORT, { useValue: transport })
  const runtime = createRuntime({ connectors: [anticaptcha, zhihuiya, essbasic], container })
  const destination = duckdbDestination({ path: join(folder, `${name}.duckdb`) })
  await destination.open()
  const connections: SyncOptions['connections'] = {
    captcha: { connector: 'anticaptcha', config: { ...captcha.config, queues: ['Recaptcha Proxyless'] } },
    patents: { connector: 'zhihuiya', config: { ...patents.config, unitPrices: { 'AI34-3': '2.5' } } },
    signatures: { connector: 'essbasic', config: { ...signatures.config, unitPrices: signatures.unitPrices } },
  }
  const runs: readonly Run[] = settled === null ? history : [...history, [settled, FIRST, LAST]]
  try {
    for (const [at, from, to] of runs) {
      clock.moveTo(Date.parse(at))
      const span = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
      const reports = await runtime.sync({ connections, destination, ...span })
      expect(reports.flatMap(({ failures }) => failures.map(({ error }) => error.message))).toEqual([])
    }
    return {
      charges: await destination.query(
        `SELECT * EXCLUDE (run_id) FROM _charges WHERE period_start < '${LAST}' ORDER BY connection, stream, key`,
      ),
      hours: await destination.query(
        `SELECT * EXCLUDE (_run_id) FROM anticaptcha_spending_stats WHERE _window_start >= '${FIRST}' AND _window_start < '${LAST}' ORDER BY _key`,
      ),
    }
  } finally {
    await destination.close()
    await runtime.close()
    await transport.close?.()
    await Promise.all([captcha.close(), patents.close(), signatures.close()])
  }
}
