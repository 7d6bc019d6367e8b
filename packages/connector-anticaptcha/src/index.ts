import { antiCaptcha } from './connection.js'
import { getSpendingStats, spendingStats } from './spending-stats.js'

/** The Anti-Captcha connector: hourly spend, in total or by queue. */
export const anticaptcha = antiCaptcha.plugin({ streams: [spendingStats], check: getSpendingStats })

export { OTHER_QUEUES } from './other-queues.js'
export default anticaptcha
