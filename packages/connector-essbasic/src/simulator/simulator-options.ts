import { chinaDayOf } from './china-day.js'
import { defaultUnitPrices } from './quota-catalogue.js'

/** What a test or a demo may set; everything is optional. */
export interface EssbasicSimulatorOptions {
  /** The vendor's clock in ms since the epoch, read anew at every request. Default `Date.now`. */
  readonly now?: () => number
  /** Of the generated world; default 1. Equal seeds and options give equal rows, in whatever order days are asked. */
  readonly seed?: number
  /** Port on 127.0.0.1; default 0, any free one. */
  readonly port?: number
  /** The only key pair that is let in; default a made-up pair, which `config` shows. */
  readonly secretId?: string
  readonly secretKey?: string
  /** Makes the key pair a temporary one: every call must carry this as X-TC-Token. Default: a permanent pair. */
  readonly token?: string
  /** The application that is let in; default a made-up one, which `config` shows. */
  readonly appId?: string
  /** Open ids of its sub-organisations, at least one; default three. */
  readonly organizations?: readonly string[]
  /** Mean number of usage rows a day over the whole application, returns included, ≥ 0; default 60. */
  readonly perDay?: number
  /** An instant in ms since the epoch: usage begins with its day in Asia/Shanghai. Default 60 days before the start. */
  readonly history?: number
  /** Calls of each action allowed within one second of the vendor's clock, `Infinity` for no bound; default 20, as documented. */
  readonly perSecond?: number
  /** Most rows a page, also the page size where a request names none; default 50. Newer documentation says 100. */
  readonly maxLimit?: number
  /** Whether a query across two calendar months is refused, as since 2026-10-10; default true. 31 days bind always. */
  readonly sameMonth?: boolean
  /** How a reply without rows states Details, which is not documented; default `'null'`. */
  readonly emptyDetails?: 'null' | 'array' | 'absent'
  /**
   * Which host the signature must cover. `'host'` (default): the received Host header, with its port. `'hostname'`
   * takes the Host header without its port as well: the vendor's own Node SDK signs that way and works at the
   * vendor because its port is the standard one.
   */
  readonly signedHost?: 'host' | 'hostname'
  /** Quota type → CNY per unit as a decimal string, for `charges()`; replaces the invented default prices as a whole. */
  readonly unitPrices?: Readonly<Record<string, string>>
}

/** The options with every default filled in. */
export interface SimulatorSettings extends Required<Omit<EssbasicSimulatorOptions, 'token' | 'history'>> {
  readonly token: string | undefined
  /** First day of usage in Asia/Shanghai, counted from 1970-01-01. */
  readonly historyStart: number
}

/**
 * Fills in the defaults.
 * @throws RangeError where an option is out of its range.
 */
export function settingsOf(options: EssbasicSimulatorOptions): SimulatorSettings {
  const now = options.now ?? Date.now
  const settings = { ...defaults, ...options, now }
  check(settings.organizations.length > 0, 'organizations needs at least one open id')
  check(settings.perDay >= 0 && Number.isFinite(settings.perDay), 'perDay must be a finite number, 0 or more')
  check(settings.perSecond > 0, 'perSecond must be more than 0')
  check(Number.isSafeInteger(settings.maxLimit) && settings.maxLimit > 0, 'maxLimit must be a whole number above 0')
  for (const [type, price] of Object.entries(settings.unitPrices)) {
    check(/^\d+(\.\d+)?$/.test(price), `the unit price of ${type} must be a decimal such as '0.35'`)
  }
  const { history = now() - 60 * 86_400_000, token, ...others } = settings
  return { ...others, token, historyStart: chinaDayOf(history / 1_000) }
}

const defaults = {
  seed: 1,
  port: 0,
  secretId: 'AKIDsimulatedessbasic',
  secretKey: 'simulated-secret-key',
  token: undefined,
  appId: 'yDsimulatedApplication0000000001',
  organizations: ['org_dianziqian', 'org_hangzhou', 'org_shenzhen'],
  perDay: 60,
  perSecond: 20,
  maxLimit: 50,
  sameMonth: true,
  emptyDetails: 'null',
  signedHost: 'host',
  unitPrices: defaultUnitPrices,
} as const

function check(holds: boolean, message: string): void {
  if (!holds) throw new RangeError(message)
}
