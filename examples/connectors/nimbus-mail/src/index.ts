import { nimbusMailApi } from './connection.js'
import { getUsage, usage } from './usage.js'

/** The Nimbus Mail connector. */
export const nimbusMail = nimbusMailApi.plugin({
  streams: [usage],
  check: getUsage,
})

export default nimbusMail
