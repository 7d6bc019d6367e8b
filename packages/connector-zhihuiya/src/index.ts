import { patSnap } from './connection.js'
import { checkStatement } from './statement.js'
import { statementLines } from './statement-lines.js'
import { statementTotals } from './statement-totals.js'

/** The Zhihuiya (PatSnap) connector: the account's statement, day by day. */
export const zhihuiya = patSnap.plugin({ streams: [statementLines, statementTotals], check: checkStatement })

export default zhihuiya
