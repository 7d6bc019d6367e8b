import { setTimeout as delay } from 'node:timers/promises'
import { startAnticaptchaSimulator } from '@outlay/connector-anticaptcha/simulator'
import type { Clock } from '@outlay/core'
import { App } from './app.js'
import { SharedModule } from './shared-module.js'

/** Where the host's clock begins, for the runtimes and for the simulated vendor alike. */
const noon = Date.parse('2026-11-20T12:00:00Z')
const began = performance.now()
// It goes on from there: who sleeps must find that time has passed.
const clock: Clock = {
  now: () => noon + Math.floor(performance.now() - began),
  sleep: (ms, signal) => delay(ms, undefined, signal && { signal }),
}

// One account of the vendor a tenant, simulated on this machine.
await using first = await startAnticaptchaSimulator({ account: 'first', seed: 1, now: clock.now })
await using second = await startAnticaptchaSimulator({ account: 'second', seed: 2, now: clock.now })

await using app = new App([new SharedModule(console.log, clock)])
const tenants = [
  { id: 'north', captcha: first.config },
  { id: 'south', captcha: second.config },
]
await Promise.all(
  tenants.map(async (tenant) => {
    const { amount, currency } = await app.spend(tenant).spent('2026-11-01', '2026-11-03')
    console.log(`${tenant.id} spent ${amount} ${currency}`)
  }),
)
