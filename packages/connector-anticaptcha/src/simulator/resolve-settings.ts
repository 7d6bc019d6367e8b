import { createHash } from 'node:crypto'
import type { AnticaptchaSimulatorOptions, SimulatorSettings } from './anticaptcha-simulator-options.js'

const DAY_MS = 86_400_000
const QUEUES = ['English ImageToText', 'Recaptcha Proxyless', 'Turnstile Proxyless']

/**
 * Fills in the defaults and reads the clock once, for the default start of the history.
 *
 * @throws RangeError when `clientKey` has not exactly 32 characters.
 */
export function resolveSettings(options: AnticaptchaSimulatorOptions): SimulatorSettings {
  const { now = Date.now, seed = 1, account = 'captcha-main' } = options
  const clientKey = options.clientKey ?? deriveKey(seed, account)
  if (clientKey.length !== 32) throw new RangeError('clientKey must have 32 characters')
  return {
    now,
    seed,
    account,
    clientKey,
    queues: [...new Set(options.queues ?? QUEUES)],
    history: options.history ?? Math.floor(now() / DAY_MS) * DAY_MS - 60 * DAY_MS,
    rowsPerReply: options.rowsPerReply ?? 24,
    stringNumbers: options.stringNumbers ?? false,
    unsupportedQueues: options.unsupportedQueues ?? 'zeros',
    softIds: [...new Set(options.softIds ?? [])],
    ips: [...new Set(options.ips ?? [])],
    deposit: options.deposit ?? 100_000,
    topUps: options.topUps ?? [],
    captchaCredits: options.captchaCredits ?? null,
    apps: [...new Set(options.apps ?? [123])],
    chartShape: options.chartShape ?? 'array',
    blockedIp: options.blockedIp ?? false,
    suspended: options.suspended ?? false,
    minIntervalMs: options.minIntervalMs ?? 0,
  }
}

function deriveKey(seed: number, account: string): string {
  return createHash('sha256').update(`key\n${seed}\n${account}`).digest('hex').slice(0, 32)
}
