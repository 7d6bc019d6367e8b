// The one file that knows OpenTelemetry.
import {
  type Context,
  context,
  type Meter,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { Observer, RunContext, RunEvent, WindowRef } from '../contract/observer.js'
import { type Attributes, errorAttributes, eventAttributes, httpAttributes, runAttributes } from './event-attributes.js'
import { INSTRUMENTS, measurementsOf } from './measurements.js'

/** Where spans and metrics go. */
export interface OpenTelemetryOptions {
  /** Default: that of the globally registered provider, under the name `@outlay/core`. */
  readonly tracer?: Tracer
  /** Default: that of the globally registered provider, under the name `@outlay/core`. */
  readonly meter?: Meter
}

/**
 * An observer that makes spans and metrics of events: a run holds its windows, a window its requests; attempts, waits and
 * all else are events of the span that they belong to. Names follow OpenTelemetry's semantic conventions where there are
 * any, else they begin with `outlay.`. A run's span is a child of the span that is active where the run is started.
 *
 * @example
 * import 'reflect-metadata'
 * import { OBSERVER } from '@outlay/core'
 * import { openTelemetryObserver } from '@outlay/core/opentelemetry'
 * import { createRuntime } from '@outlay/core/runtime'
 * import { container } from 'tsyringe'
 *
 * const host = container.createChildContainer()
 * host.register(OBSERVER, { useValue: openTelemetryObserver() })
 * export const runtime = createRuntime({ container: host })
 */
export function openTelemetryObserver(options: OpenTelemetryOptions = {}): Observer {
  const [traceEvent, measureEvent] = [traced(options.tracer), measured(options.meter)]
  return {
    notify: (event) => {
      traceEvent(event)
      measureEvent(event)
    },
  }
}

function measured(meter: Meter = metrics.getMeter('@outlay/core')): (event: RunEvent) => void {
  const record = new Map(
    Object.entries(INSTRUMENTS).map(([name, { kind, ...described }]) => {
      if (kind === 'histogram') {
        const histogram = meter.createHistogram(name, described)
        return [name, (value: number, attributes: Attributes) => histogram.record(value, { ...attributes })] as const
      }
      const counter = meter.createCounter(name, described)
      return [name, (value: number, attributes: Attributes) => counter.add(value, { ...attributes })] as const
    }),
  )
  return (event) => {
    for (const { instrument, value, attributes } of measurementsOf(event)) record.get(instrument)?.(value, attributes)
  }
}

/** A run with whatever of it has begun and not ended. */
interface OpenRun {
  readonly span: Span
  readonly within: Context
  readonly endsWindowsWhenRead: boolean
  readonly windows: Map<string, { readonly span: Span; readonly within: Context }>
  readonly requests: Map<number, Span>
}

function traced(tracer: Tracer = trace.getTracer('@outlay/core')): (event: RunEvent) => void {
  const runs = new Map<string, OpenRun>()
  return (event) => {
    const key = JSON.stringify([event.connection, event.runId])
    const run = runs.get(key)
    if (event.type === 'run_started') {
      if (run !== undefined) endAll(run)
      runs.set(key, openRun(tracer, event))
    } else if (run !== undefined && event.type === 'run_finished') {
      runs.delete(key)
      closeRun(run, event)
    } else if (run !== undefined) traceWithin(tracer, run, event)
  }
}

function openRun(tracer: Tracer, event: Extract<RunEvent, { type: 'run_started' }>): OpenRun {
  const attributes = { ...runAttributes(event), 'outlay.connector': event.connector }
  const span = tracer.startSpan(`outlay.${event.kind}`, { attributes })
  const within = trace.setSpan(context.active(), span)
  return { span, within, endsWindowsWhenRead: event.kind === 'read', windows: new Map(), requests: new Map() }
}

function closeRun(run: OpenRun, event: Extract<RunEvent, { type: 'run_finished' }>): void {
  const { outcome, code, windows, rows, quarantined } = event
  run.span.setAttributes({
    'outlay.outcome': outcome,
    'outlay.windows': windows,
    'outlay.rows': rows,
    'outlay.quarantined': quarantined,
  })
  endAll(run, code)
}

/** Whatever an abort has left open ends with its run. */
function endAll({ span, windows, requests }: OpenRun, code: string | null = 'ABORTED'): void {
  for (const request of requests.values()) end(request, 'ABORTED')
  for (const window of windows.values()) end(window.span, 'ABORTED')
  end(span, code)
}

function traceWithin(tracer: Tracer, run: OpenRun, event: RunEvent): void {
  if (event.type === 'window_started') openWindow(tracer, run, event, event.window)
  else if (event.type === 'window_committed') closeWindow(run, event.window, null)
  else if (event.type === 'window_failed') closeWindow(run, event.window, event.code)
  else if (event.type === 'request_started') openRequest(tracer, run, event)
  else if (event.type === 'request_finished') closeRequest(run, event.request, event.code)
  else {
    const span = spanOf(run, event)
    span.addEvent(`outlay.${event.type}`, eventAttributes(event))
    if (event.type === 'attempt_sent' || event.type === 'attempt_finished') describeAttempt(span, event)
    if (event.type === 'window_read' && run.endsWindowsWhenRead) closeWindow(run, event.window, null)
  }
}

function openRequest(tracer: Tracer, run: OpenRun, event: Extract<RunEvent, { type: 'request_started' }>): void {
  const attributes = { ...runAttributes(event), 'outlay.endpoint': event.endpoint }
  const window = event.window && run.windows.get(keyOf(event.window))
  // Named after its method as soon as that is known.
  const span = tracer.startSpan('HTTP', { kind: SpanKind.CLIENT, attributes }, window?.within ?? run.within)
  run.requests.set(event.request, span)
}

function closeRequest(run: OpenRun, request: number, code: string | null): void {
  const span = run.requests.get(request)
  run.requests.delete(request)
  if (span !== undefined) end(span, code)
}

function openWindow(tracer: Tracer, run: OpenRun, of: RunContext, window: WindowRef): void {
  const attributes = {
    ...runAttributes(of),
    'outlay.endpoint': window.endpoint,
    'outlay.partition': window.partition,
    'outlay.window.start': window.start,
    'outlay.window.end': window.end,
  }
  closeWindow(run, window, 'ABORTED') // nothing is begun twice, unless somebody else tells events
  const span = tracer.startSpan('outlay.window', { attributes }, run.within)
  run.windows.set(keyOf(window), { span, within: trace.setSpan(run.within, span) })
}

function closeWindow(run: OpenRun, window: WindowRef, code: string | null): void {
  const open = run.windows.get(keyOf(window))
  run.windows.delete(keyOf(window))
  if (open !== undefined) end(open.span, code)
}

/** The innermost open span that an event belongs to. */
function spanOf(run: OpenRun, event: RunEvent): Span {
  const request = 'request' in event ? run.requests.get(event.request) : undefined
  const window = 'window' in event && event.window ? run.windows.get(keyOf(event.window))?.span : undefined
  return request ?? window ?? run.span
}

/** A client's span is named after its method; it shows where the last attempt went and what came of it. */
function describeAttempt(span: Span, event: Extract<RunEvent, { type: 'attempt_sent' | 'attempt_finished' }>): void {
  span.updateName(event.method)
  span.setAttributes(httpAttributes(event))
  if (event.attempt > 1) span.setAttribute('http.request.resend_count', event.attempt - 1)
  if (event.type === 'attempt_finished' && event.status !== null)
    span.setAttribute('http.response.status_code', event.status)
}

function end(span: Span, code: string | null): void {
  if (code !== null) {
    span.setAttributes({ ...errorAttributes(code) })
    span.setStatus({ code: SpanStatusCode.ERROR, message: code })
  }
  span.end()
}

function keyOf({ endpoint, partition, start }: WindowRef): string {
  return JSON.stringify([endpoint, partition, start])
}
