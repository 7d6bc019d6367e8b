import { appStats } from './app-stats.js'
import { balance } from './balance.js'
import { antiCaptcha } from './connection.js'
import { queueStats } from './queue-stats.js'
import { getSpendingStats, spendingStats } from './spending-stats.js'

/** The Anti-Captcha connector: hourly spend, in total or by queue; the balance; prices of queues; income of applications. */
export const anticaptcha = antiCaptcha.plugin({
  streams: [spendingStats, balance, queueStats, appStats],
  check: getSpendingStats,
})

export { OTHER_QUEUES } from './other-queues.js'
export default anticaptcha
