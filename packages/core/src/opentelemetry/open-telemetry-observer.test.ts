import 'reflect-metadata'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../contract/observer.js'
import * as tokens from '../contract/tokens.js'
import { openTelemetryObserver } from '../opentelemetry.js'
import { createRuntime } from '../runtime/create-runtime.js'
import { acme } from '../testing/acme.js'
import { testHost } from '../testing/host.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { type ScriptedReply, scriptedTransport, wireReply } from '../testing/scripted-transport.js'
import { syncHost } from '../testing/sync-host.js'

/** Both SDKs, with whatever they are given kept in memory; spans that have begun are counted. */
function collector() {
  const spans = new InMemorySpanExporter()
  let open = 0
  const counting = {
    onStart: () => {
      open += 1
    },
    onEnd: () => {
      open -= 1
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  }
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans), counting] })
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 })
  const meterProvider = new MeterProvider({ readers: [reader] })
  const observer = openTelemetryObserver({
    tracer: tracerProvider.getTracer('test'),
    meter: meterProvider.getMeter('test'),
  })
  return {
    observer,
    open: () => open,
    spans: () => spans.getFinishedSpans(),
    /** `name{attribute=value}` to value; of a histogram its sum and count. */
    metrics: async (): Promise<Readonly<Record<string, number | string>>> => {
      await reader.forceFlush()
      const points = (exporter.getMetrics().at(-1)?.scopeMetrics ?? []).flatMap(({ metrics }) =>
        metrics.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => {
            const { 'outlay.connection': _connection, ...rest } = attributes
            const said = Object.entries(rest).map(([name, one]) => `${name}=${one}`)
            const shown = typeof value === 'number' ? value : `${value.sum} s in ${value.count}`
            return [`${descriptor.name}{${said.sort().join(', ')}}`, shown] as const
          }),
        ),
      )
      await meterProvider.shutdown()
      return Object.fromEntries(points)
    },
  }
}

function observed(answer: (number: number) => ScriptedReply) {
  const otel = collector()
  const host = testHost(
    scriptedTransport((_request, number) => {
      host.clock.advance(250)
      return answer(number)
    }),
  )
  host.container.register(tokens.OBSERVER, { useValue: otel.observer })
  const runtime = createRuntime({ connectors: [acme()], container: host.container })
  return { ...host, otel, runtime }
}

const oneDay = { from: '2026-11-01', to: '2026-11-02' }
const connection = { connector: 'acme', config: { apiKey: 'sk-canary' }, streams: { balance: { enabled: false } } }

/** Each span below its parent, as `name status`. */
function tree(spans: readonly ReadableSpan[], parent?: string): readonly unknown[] {
  return spans
    .filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent)
    .map((span) => {
      const name = span.status.code === SpanStatusCode.ERROR ? `${span.name}: ${span.status.message}` : span.name
      const below = tree(spans, span.spanContext().spanId)
      return below.length === 0 ? name : [name, ...below]
    })
}

describe('spans', () => {
  it('hold each other: a run its windows, a window its requests, with names of the semantic conventions', async () => {
    const { otel, runtime } = observed(() => ({ body: { code: 0, items: [] } }))
    await runtime.sync({ connections: { main: connection }, destination: new MemoryLedger(), ...oneDay })
    expect(tree(otel.spans())).toEqual([['outlay.sync', ['outlay.window', 'GET']]])
    const [request, window, run] = otel.spans()
    expect(run?.attributes).toEqual({
      'outlay.connection': 'main',
      'outlay.run_id': 'abababababababab',
      'outlay.connector': 'acme',
      'outlay.outcome': 'completed',
      'outlay.windows': 1,
      'outlay.rows': 0,
      'outlay.quarantined': 0,
    })
    expect(window?.attributes).toMatchObject({
      'outlay.endpoint': 'usage',
      'outlay.partition': '{"account":"1"}',
      'outlay.window.start': '2026-11-01T00:00:00Z',
      'outlay.window.end': '2026-11-02T00:00:00Z',
    })
    expect(request?.kind).toBe(SpanKind.CLIENT)
    expect(request?.attributes).toEqual({
      'outlay.connection': 'main',
      'outlay.run_id': 'abababababababab',
      'outlay.endpoint': 'usage',
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': 'api.acme.example',
      'server.port': 443,
      'url.scheme': 'https',
    })
  })

  it('have attempts, waits and retries as events', async () => {
    const { otel, runtime } = observed((number) => (number < 2 ? { status: 503 } : { body: { code: 0, balance: 1 } }))
    await runtime.check('main', connection)
    expect(tree(otel.spans())).toEqual([['outlay.check', 'GET']])
    const [request] = otel.spans()
    expect(request?.events.map(({ name }) => name)).toEqual([
      ...['outlay.attempt_sent', 'outlay.attempt_finished', 'outlay.retry', 'outlay.waiting'],
      ...['outlay.attempt_sent', 'outlay.attempt_finished', 'outlay.retry', 'outlay.waiting'],
      ...['outlay.attempt_sent', 'outlay.attempt_finished'],
    ])
    expect(request?.events[3]?.attributes).toMatchObject({ 'outlay.reason': 'retry', 'outlay.ms': 500 })
    expect(request?.attributes).toMatchObject({ 'http.request.resend_count': 2, 'http.response.status_code': 200 })
    expect(request?.status.code).toBe(SpanStatusCode.UNSET)
  })

  it('of what fails carry the code as error.type', async () => {
    const { otel, runtime } = observed(() => ({ body: { code: 'denied', message: 'no' } }))
    await runtime.sync({ connections: { main: connection }, destination: new MemoryLedger(), ...oneDay })
    expect(tree(otel.spans())).toEqual([
      ['outlay.sync: VENDOR_PERMISSION', ['outlay.window: VENDOR_PERMISSION', 'GET: VENDOR_PERMISSION']],
    ])
    expect(otel.spans()[0]?.attributes['error.type']).toBe('VENDOR_PERMISSION')
    expect(otel.open()).toBe(0)
  })

  it('all end: when a run fails, is aborted, or its reader leaves', async () => {
    for (const leave of [undefined, 'abort', 'break'] as const) {
      const otel = collector()
      const host = syncHost({ observer: otel.observer })
      const stop = new AbortController()
      let pages = 0
      host.vendor.instead = () => {
        pages += 1
        if (leave === 'abort' && pages === 5) stop.abort()
        return leave === undefined && pages === 5 ? wireReply({ status: 401 }) : undefined
      }
      const asked = { from: '2026-11-01', to: '2026-11-15' }
      if (leave === 'break') {
        const rows = host.runtime.readById('hourly', 'charges', { config: { key: 'k-0123456789' }, ...asked })
        for await (const _row of rows) break
      } else await host.sync({ charges: {} }, { ...asked, signal: stop.signal }).catch(() => {})
      await new Promise(setImmediate)
      expect(otel.spans().length).toBeGreaterThan(4)
      expect(otel.open()).toBe(0)
    }
  })

  it('of a reading end when the window is handed over', async () => {
    const { otel, runtime } = observed(() => ({ body: { code: 0, items: [] } }))
    for await (const _row of runtime.readById('acme', 'usage', { config: { apiKey: 'sk-canary' }, ...oneDay }));
    expect(tree(otel.spans())).toEqual([['outlay.read', ['outlay.window', 'GET']]])
    expect(otel.spans().map(({ name }) => name)).toEqual(['GET', 'outlay.window', 'outlay.read'])
  })

  it('of two connections do not mix, even in one run', async () => {
    const otel = collector()
    const run = (name: string): readonly RunEvent[] => {
      const context = { connection: name, runId: 'same' }
      const place = { endpoint: 'e', request: 1 }
      return [
        { type: 'run_started', ...context, kind: 'check', connector: 'x' },
        { type: 'request_started', ...context, ...place },
        { type: 'request_finished', ...context, ...place, attempts: 1, ms: 1, code: name },
      ]
    }
    const [one, two] = [run('one'), run('two')]
    for (const [index, event] of one.entries())
      for (const told of [event, two[index]]) if (told) otel.observer.notify(told)
    expect(otel.spans().map(({ attributes, status }) => [attributes['outlay.connection'], status.message])).toEqual([
      ['one', 'one'],
      ['two', 'two'],
    ])
  })

  it('shows no secret, and nothing of URL, headers or bodies', async () => {
    const { otel, runtime } = observed(() => ({ status: 500, body: 'sk-canary', headers: { 'x-key': 'sk-canary' } }))
    await runtime.check('main', connection).catch(() => {})
    const shown = JSON.stringify(
      otel.spans().map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    )
    expect(shown).not.toMatch(/canary|\/balance/)
  })
})

describe('metrics', () => {
  it('count requests, retries, throttles, waits, rows, windows and bytes, and time attempts', async () => {
    const replies: readonly ScriptedReply[] = [
      { body: { code: 'busy' } },
      { status: 503 },
      { body: { code: 0, items: [{ sku: 'a', cost: '1.00' }] } },
      { body: { code: 'denied' } },
    ]
    const { otel, runtime } = observed((number) => replies[number] ?? {})
    for (const days of [oneDay, { from: '2026-11-02', to: '2026-11-03' }])
      await runtime.sync({ connections: { main: connection }, destination: new MemoryLedger(), ...days })
    const usage = 'outlay.endpoint=usage'
    const http = `http.request.method=GET`
    const server = `${usage}, server.address=api.acme.example, server.port=443, url.scheme=https`
    expect(await otel.metrics()).toEqual({
      [`http.client.request.duration{error.type=busy, ${http}, http.response.status_code=200, ${server}}`]:
        '0.25 s in 1',
      [`http.client.request.duration{error.type=HTTP 503, ${http}, http.response.status_code=503, ${server}}`]:
        '0.25 s in 1',
      [`http.client.request.duration{${http}, http.response.status_code=200, ${server}}`]: '0.25 s in 1',
      [`http.client.request.duration{error.type=denied, ${http}, http.response.status_code=200, ${server}}`]:
        '0.25 s in 1',
      [`outlay.requests{error.type=busy, http.response.status_code=200, ${usage}}`]: 1,
      [`outlay.requests{error.type=HTTP 503, http.response.status_code=503, ${usage}}`]: 1,
      [`outlay.requests{http.response.status_code=200, ${usage}}`]: 1,
      [`outlay.requests{error.type=denied, http.response.status_code=200, ${usage}}`]: 1,
      [`outlay.throttles{error.type=busy, http.response.status_code=200, ${usage}}`]: 1,
      [`outlay.retries{error.type=busy, ${usage}}`]: 1,
      [`outlay.retries{error.type=HTTP 503, ${usage}}`]: 1,
      [`outlay.wait.duration{${usage}, outlay.reason=retry}`]: 1.5,
      [`outlay.wait.duration{${usage}, outlay.reason=limit}`]: 4, // what was throttled goes slower for a while
      [`outlay.reply.size{${usage}}`]: replies.reduce((sum, reply) => sum + wireReply(reply).body.length, 0),
      [`outlay.rows{${usage}}`]: 1,
      [`outlay.windows{${usage}, outlay.outcome=committed}`]: 1,
      [`outlay.windows{error.type=VENDOR_PERMISSION, ${usage}, outlay.outcome=failed}`]: 1,
      'outlay.run.duration{outlay.kind=sync, outlay.outcome=completed}': '4.5 s in 1',
      'outlay.run.duration{error.type=VENDOR_PERMISSION, outlay.kind=sync, outlay.outcome=failed}': '2 s in 1',
    })
  })
})

describe('without an SDK', () => {
  it('the observer does nothing, and breaks nothing', async () => {
    const host = testHost(scriptedTransport(() => ({ body: { code: 0, balance: 1 } })))
    host.container.register(tokens.OBSERVER, { useValue: openTelemetryObserver() })
    await createRuntime({ connectors: [acme()], container: host.container }).check('main', connection)
    expect(host.logs.filter(({ level }) => level === 'warn')).toEqual([])
  })

  it('the other doors do not need @opentelemetry/api', () => {
    const source = fileURLToPath(new URL('..', import.meta.url))
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      const text = readFileSync(file, 'utf8')
      expect(text).not.toContain("from '@opentelemetry")
      for (const [, path = ''] of text.matchAll(/from '(\.[^']+)\.js'/g))
        visit(fileURLToPath(new URL(`${path}.ts`, `file://${file}`)))
    }
    visit(`${source}index.ts`)
    visit(`${source}runtime.ts`)
    expect(seen.size).toBeGreaterThan(50)
  })
})
