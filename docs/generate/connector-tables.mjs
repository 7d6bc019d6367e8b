// What a connector says of itself, as Markdown: its credentials, streams, limits and codes, out of the built plugin.
import { failure } from '../../packages/core/dist/index.js'
import { markdownTable } from '../../scripts/markdown-table.mjs'

/** The section that stands below a connector's own README. `bound` is the connector with the smallest config that works. */
export function connectorTables(definition, bound) {
  return [
    '## Reference',
    'Written from the connector itself, with the smallest config that works.',
    `Credentials: ${bound.auth?.authenticator.describe(bound.auth.config) ?? 'none'}. One exchange takes ${seconds(bound.timeoutMs)} at most.`,
    '### Endpoints and streams',
    streamTable(definition, bound),
    ...bound.endpoints.flatMap(({ streams }) => streams.flatMap(fieldSection)),
    '### Limits',
    bound.limits.length === 0 ? 'None is declared: a refusal teaches one.' : limitTable(bound.limits),
    '### Codes',
    ...codeSections(bound),
  ].join('\n\n')
}

function streamTable({ streams }, { endpoints }) {
  const rows = streams.map(({ name, endpoint, kind, optional, title }) => {
    const { calendar, everyMs } = endpoints.find((bound) => bound.name === endpoint)
    return [
      code(name),
      code(endpoint),
      optional ? 'when enabled' : 'by default',
      kind === 'snapshot' ? `snapshot${everyMs > 0 ? `, ${seconds(everyMs)} apart` : ''}` : calendar.grid,
      reachOf(calendar),
      calendar === undefined ? '' : seconds(calendar.settlesAfterMs),
      title,
    ]
  })
  return markdownTable(['stream', 'endpoint', 'is on', 'windows', 'can be read', 'settles after', 'rows'], rows)
}

function reachOf(calendar) {
  if (calendar === undefined) return 'now'
  const { from, afterMs } = calendar.available
  const since = from === undefined ? 'always' : from === 'today' ? 'today only' : `${from.slice(1, -1)} days back`
  return afterMs === undefined ? since : `${since}, ${seconds(afterMs)} after its end`
}

function fieldSection({ info }) {
  return [
    `#### ${info.name}`,
    markdownTable(
      ['field', 'type'],
      info.fields.map(({ name, type }) => [code(name), type]),
    ),
  ]
}

function limitTable(limits) {
  const rows = limits.map(({ name, kind, describe, across, endpoints }) => [
    code(name ?? kind),
    describe,
    across === 'credential' ? 'all calls of a credential together' : 'each endpoint and credential',
    endpoints?.map(code).join(', ') ?? 'all',
  ])
  return markdownTable(['name', 'holds', 'counted by', 'endpoints'], rows)
}

/** The connector's rules, and those of endpoints that have their own, where they differ in what they name. */
function codeSections({ errors, endpoints }) {
  const own = endpoints.filter((endpoint) => endpoint.errors && !sameClasses(endpoint.errors, errors))
  return [
    codeTable(errors),
    ...own.flatMap(({ name, errors: rules }) => [`For ${code(name)}:`, codeTable(rules)]),
    'A code that is not here is judged by its family where the vendor has families, else by the HTTP status; under a 2xx status it is a `vendor_bug`.',
  ]
}

function sameClasses(a, b) {
  return JSON.stringify(a?.classes) === JSON.stringify(b?.classes)
}

function codeTable(rules) {
  const classes = Object.entries(rules?.classes ?? {})
  if (classes.length === 0) return 'No code is known by name.'
  const rows = classes.map(([vendorCode, entry]) => {
    const judged = failure(entry, { code: vendorCode, message: '' })
    return [code(vendorCode), code(judged.category), againOf(judged), STOPS[judged.stops], judged.hint ?? '']
  })
  return markdownTable(['code', 'category', 'tried again', 'ends', 'what to do'], rows)
}

const STOPS = { window: 'the window', stream: 'the stream', connection: "the connection's run" }

function againOf({ retryable, recover, skew, retryAfterMs }) {
  if (recover) return 'once, with renewed credentials'
  if (skew) return "once, by the vendor's clock"
  if (!retryable) return 'no'
  return retryAfterMs === undefined ? 'yes' : `after ${seconds(retryAfterMs)}`
}

/** The largest unit that fits: 90000 ms are 90 s, 86400000 ms a day. */
function seconds(ms) {
  const [size, unit] = [
    [86_400_000, 'day'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1_000, 's'],
    [1, 'ms'],
  ].find(([length]) => ms % length === 0 && ms >= length) ?? [1, 'ms']
  const count = ms / size
  return unit === 'day' && count !== 1 ? `${count} days` : `${count} ${unit}`
}

function code(text) {
  return `\`${text}\``
}
