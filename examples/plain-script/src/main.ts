import { anticaptcha } from '@outlay/connector-anticaptcha'
import { startAnticaptchaSimulator } from '@outlay/connector-anticaptcha/simulator'
import { addMoney } from '@outlay/core'
import { createRuntime, read } from '@outlay/core/runtime'

// The vendor, simulated on this machine. Against the real one: config = { clientKey: process.env.ANTICAPTCHA_CLIENT_KEY }.
await using vendor = await startAnticaptchaSimulator()
const { config } = vendor

const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)
const yesterday = { from: day(1), to: day(0) }

// One stream, as a loop. Rows are typed; money is decimal text and a currency, never a float.
let [hours, spent] = [0, { amount: '0', currency: 'USD' }]
for await (const row of read(anticaptcha, 'spending_stats', { config, ...yesterday })) {
  hours += 1
  spent = addMoney(spent, row.money)
}
console.log(`${yesterday.from}: ${hours} hours, ${spent.amount} ${spent.currency}`)

// The same through a runtime: one for many readings, and it can check credentials.
await using runtime = createRuntime({ connectors: [anticaptcha] })
const report = await runtime.check('captcha', { connector: 'anticaptcha', config })
console.log(`${report.connector} accepts ${report.auth}`)
for await (const row of runtime.read(anticaptcha, 'spending_stats', { config, ...yesterday })) {
  if (row.volume > 0) console.log(new Date(row.dateFrom * 1000).toISOString(), row.volume, row.money.amount)
}
