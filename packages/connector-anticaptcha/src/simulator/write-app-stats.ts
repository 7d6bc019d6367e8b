import type { SimulatorSettings } from './anticaptcha-simulator-options.js'
import { appIncome } from './app-income.js'
import { draw } from './draw.js'
import { formatMicros } from './format-micros.js'
import { inputRefusal, integer, optional, type RequestBody, refuseUnknown } from './read-property.js'
import { VendorRefusal } from './vendor-refusal.js'

const DAY = 86_400
/** Whole days before today in one report. */
const DAYS_BACK = 30

/** What each kind of report charts, by the name of the series. */
const SERIES: Readonly<Record<string, readonly string[]>> = {
  errors: ['Accepted (paid)', 'No slots available (low bid)'],
  views: ['Views'],
  downloads: ['Downloads'],
  users: ['Users'],
  money: ['Money'],
}

/**
 * Writes the success body of getAppStats as JSON text: for each series one point a UTC day, today's being partial. The
 * bounds are stated without a year.
 *
 * @throws VendorRefusal with the input error, or ERROR_ACCESS_DENIED for an application of somebody else.
 */
export function writeAppStats(settings: SimulatorSettings, body: RequestBody, now: number): string {
  refuseUnknown(body, ['clientKey', 'softId', 'mode'])
  const softId = integer(body, 'softId')
  const mode = optional(body, 'mode', parseMode) ?? 'errors'
  if (!settings.apps.includes(softId)) throw new VendorRefusal('ERROR_ACCESS_DENIED', 'application of another account')
  const today = Math.floor(now / DAY)
  const days = Array.from({ length: DAYS_BACK + 1 }, (_, index) => today - DAYS_BACK + index)
  const chart = (SERIES[mode] ?? []).map((name) => {
    const points = days.map((day) => writePoint(day, figureOf(settings, { softId, mode, name, day }, now)))
    return `{"name":${JSON.stringify(name)},"data":[${points.join(',')}]}`
  })
  const bounds = `"fromDate":"${minute((today - DAYS_BACK) * DAY)}","toDate":"${minute(now)}"`
  return `{"errorId":0,"chartData":${inShape(chart, settings.chartShape)},${bounds}}`
}

interface Point {
  readonly softId: number
  readonly mode: string
  readonly name: string
  readonly day: number
}

function parseMode(value: unknown): string {
  if (typeof value !== 'string' || !Object.hasOwn(SERIES, value)) throw inputRefusal('mode is unknown')
  return value
}

function figureOf({ seed, stringNumbers }: SimulatorSettings, { softId, mode, name, day }: Point, now: number): string {
  if (mode !== 'money') return String(draw(seed, mode, name, softId, day)(0) % 100_000)
  const earned = formatMicros(appIncome(seed, softId, day, now))
  return stringNumbers ? `"${earned}"` : earned
}

function writePoint(day: number, y: string): string {
  const begin = day * DAY
  const [date, shortdate] = [dayAndMonth(begin, 'long'), dayAndMonth(begin, 'short')]
  const stamps = `"beginstamp":${begin},"endstamp":${begin + DAY - 1},"stamp":${begin}`
  return `{"date":"${date}","shortdate":"${shortdate}","y":${y},${stamps}}`
}

function inShape(chart: readonly string[], shape: SimulatorSettings['chartShape']): string {
  return shape === 'array' ? `[${chart.join(',')}]` : `{${chart.map((one, index) => `"${index}":${one}`).join(',')}}`
}

function dayAndMonth(seconds: number, month: 'long' | 'short'): string {
  const at = new Date(seconds * 1000)
  return `${at.getUTCDate()} ${new Intl.DateTimeFormat('en-US', { month, timeZone: 'UTC' }).format(at)}`
}

/** Such as `17 Feb 23:48`. */
function minute(seconds: number): string {
  return `${dayAndMonth(seconds, 'short')} ${new Date(seconds * 1000).toISOString().slice(11, 16)}`
}
