import { tencentESign } from './connection.js'
import { billUsageDetail, describeBillUsage } from './describe-bill-usage.js'

/** The Tencent eSign connector: quota units used and returned, and what they are worth at prices of your own. */
export const essbasic = tencentESign.plugin({ streams: [billUsageDetail], check: describeBillUsage })

export default essbasic
