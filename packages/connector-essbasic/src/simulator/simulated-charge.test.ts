import { afterEach, describe, expect, it } from 'vitest'
import {
  defaultUnitPrices,
  type EssbasicSimulator,
  type EssbasicSimulatorOptions,
  startEssbasicSimulator,
} from './index.js'

const now = Date.parse('2026-12-10T12:00:00+08:00')
const open: EssbasicSimulator[] = []
afterEach(() => Promise.all(open.splice(0).map((simulator) => simulator.close())))

describe('charges()', () => {
  it('multiplies exactly and keeps the scale of the price', async () => {
    const unitPrices = { FlowNotify: '0.0355', CloudEnterprise: '4.80', CloudProve: '50' }
    const charges = (await running({ unitPrices })).charges()
    const amounts = new Set(charges.map(({ sku, quantity, amount }) => `${sku} ${quantity} ${amount}`))
    expect([...amounts]).toEqual(
      expect.arrayContaining([
        'FlowNotify 3 0.1065',
        'FlowNotify -1 -0.0355',
        'CloudEnterprise 1 4.80',
        'CloudEnterprise -1 -4.80',
        'CloudProve 1 50',
      ]),
    )
  })

  it('leaves out rows whose quota type has no price', async () => {
    const charges = (await running({ unitPrices: { SignFlow: '1' } })).charges()
    expect(new Set(charges.map(({ sku }) => sku))).toEqual(new Set(['SignFlow']))
  })

  it('has a price for every quota type unless told otherwise', async () => {
    const charges = (await running()).charges()
    expect(new Set(charges.map(({ sku }) => sku))).toEqual(new Set(Object.keys(defaultUnitPrices)))
  })

  it('covers the whole history up to the vendor now', async () => {
    const simulator = await running()
    const charges = simulator.charges()
    expect(charges[0]).toMatchObject({ account: simulator.config.appId, currency: 'CNY', day: '2026-10-11' })
    expect(charges.at(-1)?.day).toBe('2026-12-10')
  })

  it('takes days in [from, to) and a time as of which', async () => {
    const simulator = await running()
    const dayBefore = simulator.charges({ from: '2026-12-08', to: '2026-12-09' })
    expect(new Set(dayBefore.map(({ day }) => day))).toEqual(new Set(['2026-12-08']))
    expect(simulator.charges({ from: '2026-12-08', to: '2026-12-09', asOf: now - 30 * 86_400_000 })).toEqual([])
  })

  it('refuses a bound that is no date', async () => {
    const simulator = await running()
    expect(() => simulator.charges({ from: '2026-02-30' })).toThrow(RangeError)
  })
})

describe('startEssbasicSimulator', () => {
  it.each<EssbasicSimulatorOptions>([
    { organizations: [] },
    { perDay: -1 },
    { perSecond: 0 },
    { maxLimit: 0 },
    { unitPrices: { SignFlow: '1,5' } },
  ])('refuses %j', async (options) => {
    await expect(startEssbasicSimulator(options)).rejects.toThrow(RangeError)
  })

  it('shows the smallest config, with a token only where it was given one', async () => {
    const [plain, temporary] = [await running(), await running({ token: 'sts' })]
    expect(Object.keys(plain.config).sort()).toEqual(['appId', 'baseUrl', 'secretId', 'secretKey'])
    expect(temporary.config.token).toBe('sts')
  })
})

async function running(options: EssbasicSimulatorOptions = {}): Promise<EssbasicSimulator> {
  const simulator = await startEssbasicSimulator({ now: () => now, ...options })
  open.push(simulator)
  return simulator
}
