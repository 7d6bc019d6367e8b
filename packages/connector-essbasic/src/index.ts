import { tencentESign } from './connection.js'
import { accountBillDetail } from './describe-account-bill.js'
import { billUsageDetail, describeBillUsage } from './describe-bill-usage.js'

/** The Tencent eSign connector: quota units used and returned, what they are worth at prices of your own, and accounts left. */
export const essbasic = tencentESign.plugin({
  streams: [billUsageDetail, accountBillDetail],
  check: describeBillUsage,
})

export default essbasic
