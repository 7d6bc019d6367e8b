import type { SimulatorSettings } from './anticaptcha-simulator-options.js'
import type { World } from './create-world.js'
import { formatMicros } from './format-micros.js'
import type { Spend } from './generate-hour.js'
import type { StatsRequest } from './parse-stats-request.js'

const HOUR = 3600

/**
 * Writes the success body of getSpendingStats as JSON text, so that money never passes through a float.
 *
 * Rows follow the phase of the window's start, which is `date` or else 24 hours before `now` (seconds). A row that
 * starts after `now` is left out; the one that holds `now` covers what has accrued.
 */
export function writeStats(world: World, settings: SimulatorSettings, request: StatsRequest, now: number): string {
  const start = request.date ?? now - 24 * HOUR
  const hidden = settings.unsupportedQueues === 'empty' && isUnknown(settings, request.queue)
  const rows: string[] = []
  for (let index = 0; index < settings.rowsPerReply && !hidden; index++) {
    const from = start + index * HOUR
    if (from > now) break
    rows.push(writeRow(from, world.spend(from, from + HOUR, now, request), settings.stringNumbers))
  }
  return `{"errorId":0,"data":[${rows.join(',')}]}`
}

function writeRow(from: number, { volume, micros }: Spend, asStrings: boolean): string {
  const quote = asStrings ? '"' : ''
  const span = `"dateFrom":${from},"dateTill":${from + HOUR - 1}`
  return `{${span},"volume":${quote}${volume}${quote},"money":${quote}${formatMicros(micros)}${quote}}`
}

function isUnknown({ queues }: SimulatorSettings, queue: string | undefined): boolean {
  return queue !== undefined && !queues.includes(queue)
}
