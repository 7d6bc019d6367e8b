import { join } from 'node:path'
import { CLOCK, TRANSPORT } from '@outlay/core'
import {
  type ConnectionConfig,
  createRuntime,
  type SyncReport,
  undiciTransport,
  winstonLogger,
} from '@outlay/core/runtime'
import { duckdbDestination } from '@outlay/destination-duckdb'
import { hostContainer } from '../host-container.js'
import { DemoClock } from './demo-clock.js'
import { type DemoSpan, dateOf, FIRST_DAY, syncTime } from './demo-days.js'
import { type BookedCharge, type DemoVendor, plugins, startVendors, type Trouble } from './vendors.js'

/** Where the demo's ledger lies in its folder. */
export const LEDGER = 'outlay-demo.duckdb'

/** What goes wrong on which day, counted from 0; everything else is an ordinary day. */
const TROUBLES: Readonly<Record<number, readonly [connection: string, trouble: Trouble, times: number]>> = {
  2: ['captcha-main', 'overload', 12],
  5: ['signatures', 'throttle', 3],
  8: ['ads', 'throttle', 2],
  11: ['patent-search', 'truncated', 2],
  14: ['captcha-mobile', 'reset', 2],
  17: ['signatures', 'html', 2],
  20: ['ads', 'overload', 3],
  23: ['patent-search', 'throttle', 2],
  26: ['captcha-mobile', 'throttle', 2],
}

/** What one day's sync did. */
export interface PlayedDay {
  readonly date: string
  readonly reports: readonly SyncReport[]
  readonly trouble: string | undefined
}

/** What the month came to. */
export interface PlayedMonth {
  /** The vendors' own books for the month. */
  readonly books: readonly BookedCharge[]
  readonly requests: number
  readonly vendors: readonly DemoVendor[]
}

/** Plays the month: simulated vendors, one sync a day into the ledger, then some days more until every figure has settled. */
export async function playMonth(
  folder: string,
  { days, settlingDays }: DemoSpan,
  onDay: (day: PlayedDay) => void,
  signal?: AbortSignal,
): Promise<PlayedMonth> {
  const clock = new DemoClock(syncTime(0))
  const vendors = await startVendors(() => clock.now())
  const transport = clock.watched(undiciTransport())
  const container = hostContainer({ logger: winstonLogger('error'), observer: undefined })
  container.register(CLOCK, { useValue: clock })
  container.register(TRANSPORT, { useValue: transport })
  const runtime = createRuntime({ connectors: plugins, container })
  const destination = duckdbDestination({ path: join(folder, LEDGER) })
  await destination.open()
  try {
    const streamsOf = ({ connector }: DemoVendor) =>
      runtime.connectors.find(({ id }) => id === connector)?.streams ?? []
    const connections = Object.fromEntries(
      vendors.map((vendor) => [vendor.connection, connectionConfig(vendor, days, streamsOf(vendor))]),
    )
    for (let day = 0; day < days + settlingDays; day += 1) {
      clock.moveTo(syncTime(day))
      const trouble = makeTrouble(vendors, day)
      const reports = await runtime.sync({ connections, destination, ...(signal && { signal }) })
      onDay({ date: dateOf(day), reports, trouble })
    }
    return {
      books: vendors.flatMap((vendor) => vendor.books()),
      requests: vendors.reduce((sum, vendor) => sum + vendor.requests(), 0),
      vendors,
    }
  } finally {
    await destination.close()
    await runtime.close()
    await transport.close?.()
    await Promise.all(vendors.map((vendor) => vendor.close()))
  }
}

/** Every stream of the demo is read over the same days, and no other. */
function connectionConfig(
  { connector, config, streams }: DemoVendor,
  days: number,
  all: readonly { readonly name: string }[],
): ConnectionConfig {
  const span = { from: FIRST_DAY, to: dateOf(days) }
  const chosen = all.map(({ name }) => [name, streams.includes(name) ? span : { enabled: false }] as const)
  return { connector, config, streams: Object.fromEntries(chosen) }
}

function makeTrouble(vendors: readonly DemoVendor[], day: number): string | undefined {
  const trouble = TROUBLES[day]
  if (trouble === undefined) return undefined
  const [connection, kind, times] = trouble
  vendors.find((vendor) => vendor.connection === connection)?.trouble(kind, times)
  return `${connection}: ${kind} × ${times}`
}
