import type { SimulatorSettings } from './anticaptcha-simulator-options.js'
import { queueLoad } from './queue-load.js'
import { inputRefusal, integer, optional, type RequestBody, refuseUnknown } from './read-property.js'

/** Every number that some edition of the vendor's pages lists. */
const QUEUE_IDS: ReadonlySet<number> = new Set([
  ...[1, 2, 5, 6, 7, 10, 11, 12, 13],
  ...[18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29],
])
/** The one queue whose answer may be asked for by template. */
const ANTIGATE = 25

/**
 * Writes the body of getQueueStats as JSON text: no `errorId`, and `bid` in quotes, as the vendor's own example has it.
 * A key has no place in the request.
 *
 * @throws VendorRefusal with the input error.
 */
export function writeQueueStats({ seed, stringNumbers }: SimulatorSettings, body: RequestBody, now: number): string {
  refuseUnknown(body, ['queueId', 'templateName'])
  const queueId = integer(body, 'queueId')
  if (!QUEUE_IDS.has(queueId)) throw inputRefusal('queueId is unknown')
  optional(body, 'templateName', (value) => {
    if (queueId !== ANTIGATE || typeof value !== 'string') throw inputRefusal('templateName belongs to queue 25')
  })
  const { waiting, load, bid, speed, total } = queueLoad(seed, queueId, now)
  const quote = stringNumbers ? '"' : ''
  const figures = `"load":${quote}${load}${quote},"bid":"${bid}","speed":${quote}${speed}${quote}`
  return `{"waiting":${quote}${waiting}${quote},${figures},"total":${quote}${total}${quote}}`
}
