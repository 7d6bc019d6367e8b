import anticaptcha from '@outlay/connector-anticaptcha'
import { startAnticaptchaSimulator } from '@outlay/connector-anticaptcha/simulator'
import essbasic from '@outlay/connector-essbasic'
import { startEssbasicSimulator } from '@outlay/connector-essbasic/simulator'
import tencentAds from '@outlay/connector-tencent-ads'
import { startTencentAdsSimulator } from '@outlay/connector-tencent-ads/simulator'
import zhihuiya from '@outlay/connector-zhihuiya'
import { startZhihuiyaSimulator } from '@outlay/connector-zhihuiya/simulator'
import { FIRST_DAY, START } from './demo-days.js'

/** One charge in a vendor's own books, or in the ledger: what the comparison is about. */
export interface BookedCharge {
  readonly vendor: string
  readonly account: string
  readonly day: string
  readonly sku: string
  /** What it is worth: plain decimal, major units. */
  readonly amount: string
  /** What is billed for it: the same, or 0 where a prepaid package covers it. */
  readonly billed: string
  readonly currency: string
}

/** One simulated vendor account and the connection that reads it. */
export interface DemoVendor {
  readonly connection: string
  /** The connector's id. */
  readonly connector: string
  readonly config: object
  /** The streams that are read. */
  readonly streams: readonly string[]
  /** What the vendor charged, as its own books have it. */
  readonly books: () => readonly BookedCharge[]
  /** Makes the next requests go wrong, as in life. */
  readonly trouble: (kind: Trouble, times: number) => void
  readonly requests: () => number
  readonly close: () => Promise<void>
}

/** What can go wrong on a day. `throttle` is said in the vendor's own way: by status, or inside a reply with status 200. */
export type Trouble = 'throttle' | keyof typeof FAULTS

const FAULTS = {
  overload: { kind: 'status', status: 503 },
  reset: { kind: 'reset' },
  html: { kind: 'html' },
  truncated: { kind: 'truncated' },
} as const

const TOO_MANY = { kind: 'status', status: 429, retryAfter: '2' } as const

/** The plugins of the demo's connectors. */
export const plugins = [anticaptcha, zhihuiya, tencentAds, essbasic]

/** Starts the simulated vendors on loopback, on one clock. */
export async function startVendors(now: () => number): Promise<readonly DemoVendor[]> {
  return Promise.all([
    captcha(now, 'captcha-main', 1),
    captcha(now, 'captcha-mobile', 2),
    patents(now),
    ads(now),
    signatures(now),
  ])
}

/** One queue is left out of the config on purpose: what it costs must turn up as the remainder. */
const QUEUES = ['English ImageToText', 'Recaptcha Proxyless']
const UNNAMED_QUEUE = 'Turnstile Proxyless'

async function captcha(now: () => number, account: string, seed: number): Promise<DemoVendor> {
  const simulator = await startAnticaptchaSimulator({
    now,
    seed,
    account,
    history: START,
    queues: [...QUEUES, UNNAMED_QUEUE],
  })
  return {
    connection: account,
    connector: 'anticaptcha',
    config: { ...simulator.config, queues: QUEUES },
    streams: ['spending_stats'],
    books: () =>
      simulator.charges().map((charge) => ({
        ...booked('anticaptcha', charge),
        sku: charge.sku === UNNAMED_QUEUE ? '(other queues)' : charge.sku,
      })),
    trouble: (kind, times) => simulator.fault(kind === 'throttle' ? TOO_MANY : FAULTS[kind], times),
    requests: () => simulator.requests.length,
    close: () => simulator.close(),
  }
}

async function patents(now: () => number): Promise<DemoVendor> {
  const unitPrices = { 'AI34-3': '2.50', 'M001-2': '0.125' }
  const account = 'patent-search'
  const simulator = await startZhihuiyaSimulator({ now, account, history: FIRST_DAY, names: 'bilingual', unitPrices })
  return {
    connection: account,
    connector: 'zhihuiya',
    config: { ...simulator.config, unitPrices },
    streams: ['statement_lines', 'statement_totals'],
    // Counted interfaces come out of a package; the others are billed.
    books: () =>
      simulator
        .charges()
        .map((charge) => ({ ...booked('zhihuiya', charge), ...(Object.hasOwn(unitPrices, charge.sku) && PREPAID) })),
    trouble: (kind, times) =>
      simulator.fault(kind === 'throttle' ? { kind: 'error', code: 67200002 } : FAULTS[kind], times),
    requests: () => simulator.requests.length,
    close: () => simulator.close(),
  }
}

async function ads(now: () => number): Promise<DemoVendor> {
  const accounts = ['100000037', '100000412', '9007199254740993']
  const simulator = await startTencentAdsSimulator({ now, accounts, firstDay: FIRST_DAY, adgroups: 150 })
  return {
    connection: 'ads',
    connector: 'tencent-ads',
    config: { ...simulator.config, level: 'ADGROUP' },
    streams: ['realtime_cost'],
    books: () => simulator.charges().map((charge) => booked('tencent-ads', charge)),
    trouble: (kind, times) =>
      simulator.fault(kind === 'throttle' ? { kind: 'error', code: 11017 } : FAULTS[kind], times),
    requests: () => simulator.requests.length,
    close: () => simulator.close(),
  }
}

async function signatures(now: () => number): Promise<DemoVendor> {
  const simulator = await startEssbasicSimulator({ now, history: START, perDay: 70 })
  return {
    connection: 'signatures',
    connector: 'essbasic',
    config: { ...simulator.config, unitPrices: simulator.unitPrices },
    streams: ['bill_usage_detail'],
    books: () => simulator.charges().map((charge) => ({ ...booked('essbasic', charge), ...PREPAID })),
    trouble: (kind, times) =>
      simulator.fault(kind === 'throttle' ? { kind: 'error', code: 'RequestLimitExceeded' } : FAULTS[kind], times),
    requests: () => simulator.requests.length,
    close: () => simulator.close(),
  }
}

const PREPAID = { billed: '0' }

function booked(vendor: string, charge: Omit<BookedCharge, 'vendor' | 'billed'>): BookedCharge {
  const { account, day, sku, amount, currency } = charge
  return { vendor, account, day, sku, amount, billed: amount, currency }
}
