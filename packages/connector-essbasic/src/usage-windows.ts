import { type CalendarStep, calendar, type Partitioning } from '@outlay/core'
import type { Config } from './config.js'

/** The vendor states no zone for its dates: taken for its own. */
const ZONE = { timeZone: 'Asia/Shanghai' }

const STEPS: Readonly<Record<Config['windows'], CalendarStep>> = {
  months: { unit: 'month' },
  '31-days': { unit: 'day', days: 31 },
}

/**
 * What one query spans, as the config has it: a calendar month, which is legal under every edition of the API, or as many
 * days as one may have. Nothing is said of rows that come late: three days are granted.
 */
export function usageWindows(): Partitioning<Config, object> {
  return {
    kind: 'usage-windows',
    keys: () => [{ key: {}, at: () => ({}) }],
    calendar: ({ windows }) => calendar(STEPS[windows], { ...ZONE, settlesAfter: '3d' }),
  }
}

const days = calendar({ unit: 'day', days: 1 }, ZONE)

/** The date in China, `YYYY-MM-DD`, of Unix seconds. */
export function dateInChina(seconds: number): string {
  return days.dateOf(seconds * 1000)
}
