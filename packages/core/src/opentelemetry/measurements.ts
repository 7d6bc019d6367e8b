import type { RunEvent } from '../contract/observer.js'
import { type Attributes, errorAttributes, httpAttributes } from './event-attributes.js'

/** An instrument of the meter. Durations are in seconds, as the conventions want them. */
export interface Instrument {
  readonly kind: 'counter' | 'histogram'
  readonly unit: string
  readonly description: string
}

/** Every instrument, by its name. */
export const INSTRUMENTS = {
  'http.client.request.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Of one attempt, from sending to the last byte of the reply',
  },
  'outlay.run.duration': { kind: 'histogram', unit: 's', description: 'Of one run of a connection' },
  'outlay.requests': { kind: 'counter', unit: '{request}', description: 'Attempts that were sent' },
  'outlay.retries': { kind: 'counter', unit: '{request}', description: 'Attempts that were sent again' },
  'outlay.throttles': {
    kind: 'counter',
    unit: '{request}',
    description: 'Attempts that the vendor refused as too many',
  },
  'outlay.wait.duration': { kind: 'counter', unit: 's', description: 'Waiting for a limit or before a retry' },
  'outlay.reply.size': { kind: 'counter', unit: 'By', description: 'Reply bodies, decompressed' },
  'outlay.rows': { kind: 'counter', unit: '{row}', description: 'Records committed, or handed to a reader' },
  'outlay.quarantined': { kind: 'counter', unit: '{row}', description: 'Records kept aside because they do not fit' },
  'outlay.windows': { kind: 'counter', unit: '{window}', description: 'Windows, by outcome' },
} as const satisfies Readonly<Record<string, Instrument>>

/** A value for an instrument. */
export interface Measurement {
  readonly instrument: keyof typeof INSTRUMENTS
  readonly value: number
  readonly attributes: Attributes
}

/** What an event adds to the metrics. Attributes have few values: names from the config and codes, never ids or instants. */
export function measurementsOf(event: RunEvent): readonly Measurement[] {
  const own = { 'outlay.connection': event.connection }
  const one = (instrument: Measurement['instrument'], value: number, attributes: Attributes = {}): Measurement => ({
    instrument,
    value,
    attributes: { ...own, ...attributes },
  })
  switch (event.type) {
    case 'attempt_finished':
      return ofAttempt(event, one)
    case 'retry':
      return [one('outlay.retries', 1, { 'outlay.endpoint': event.endpoint, ...errorAttributes(event.code) })]
    case 'waiting': {
      const attributes = { 'outlay.endpoint': event.endpoint, 'outlay.reason': event.reason }
      return [one('outlay.wait.duration', event.ms / 1000, attributes)]
    }
    case 'window_committed':
      return [
        one('outlay.windows', 1, outcome(event.window, 'committed')),
        one('outlay.rows', event.rows, { 'outlay.endpoint': event.window.endpoint }),
      ]
    case 'window_failed':
      return [one('outlay.windows', 1, { ...outcome(event.window, 'failed'), ...errorAttributes(event.code) })]
    case 'window_unreachable':
      return [one('outlay.windows', 1, outcome(event.window, 'unreachable'))]
    case 'quarantined':
      return [one('outlay.quarantined', event.count, { 'outlay.stream': event.stream })]
    case 'run_finished': {
      const run = { 'outlay.kind': event.kind, 'outlay.outcome': event.outcome, ...errorAttributes(event.code) }
      const rows = event.kind === 'read' ? [one('outlay.rows', event.rows)] : []
      return [one('outlay.run.duration', event.ms / 1000, run), ...rows]
    }
    default:
      return []
  }
}

function ofAttempt(
  event: Extract<RunEvent, { type: 'attempt_finished' }>,
  one: (instrument: Measurement['instrument'], value: number, attributes: Attributes) => Measurement,
): readonly Measurement[] {
  const endpoint = { 'outlay.endpoint': event.endpoint }
  const result = {
    ...(event.status !== null && { 'http.response.status_code': event.status }),
    ...errorAttributes(event.code),
  }
  return [
    one('http.client.request.duration', event.ms / 1000, { ...httpAttributes(event), ...endpoint, ...result }),
    one('outlay.requests', 1, { ...endpoint, ...result }),
    one('outlay.reply.size', event.bytes, endpoint),
    ...(event.category === 'rate_limited' ? [one('outlay.throttles', 1, { ...endpoint, ...result })] : []),
  ]
}

function outcome({ endpoint }: { readonly endpoint: string }, how: string): Attributes {
  return { 'outlay.endpoint': endpoint, 'outlay.outcome': how }
}
