// What a connector says of itself, as Markdown: where it calls, its streams, limits and codes, out of the built plugin.
import { markdownTable } from '../../scripts/markdown-table.mjs'
import { code, duration } from './cells.mjs'
import { codeSections } from './code-tables.mjs'
import { endpointTable, requestOf } from './endpoint-table.mjs'

/** The section that stands below a connector's own README. `bound` is the connector with the smallest config that works. */
export function connectorTables(definition, bound) {
  return [
    '## Reference',
    'Written from the connector itself, with the smallest config that works: what yours switches on or off is not in it.',
    connectionList(definition, bound),
    '### Calls',
    'All on that host. *Settles after* is how long the vendor may still change a window that has ended: so long each run reads it again, and [keeps what changed](/guide/state#restatements).',
    endpointTable(bound),
    '### Streams',
    streamTable(definition),
    ...bound.endpoints.flatMap(({ calendar, streams }) =>
      streams.flatMap((stream) => fieldSection(stream, calendar === undefined)),
    ),
    '### Limits',
    bound.limits.length === 0 ? 'None is declared: a refusal teaches one.' : limitTable(bound.limits),
    '### Codes',
    ...codeSections(bound),
  ].join('\n\n')
}

function connectionList(definition, { baseUrl, auth, timeoutMs, check, billing }) {
  const { provider, service, category, subcategory, currency, currencySource, timeZone, dayBoundary } = billing
  return [
    `- Host: ${code(baseUrl.href.replace(/\/$/, ''))}, unless ${code('baseUrl')} says otherwise. Nothing is sent anywhere else.`,
    `- Credentials: ${auth?.authenticator.describe(auth.config) ?? 'none'}. One exchange takes ${duration(timeoutMs)} at most.`,
    `- ${code('outlay check')} sends ${requestOf(check, baseUrl)}.`,
    `- Charges are ${service} of ${provider} (FOCUS: ${category}, ${subcategory}), in ${currency} (${currencySource}), by the days of ${timeZone} from ${dayBoundary ?? '00:00'}.`,
    `- The vendor's documentation: <${definition.docs}>`,
  ].join('\n')
}

function streamTable({ streams }) {
  const rows = streams.map(({ name, endpoint, optional, title }) => [
    `[${code(name)}](#stream-${name})`,
    code(endpoint),
    optional ? 'when enabled' : 'by default',
    title,
  ])
  return markdownTable(['stream', 'call', 'is on', 'records'], rows)
}

function fieldSection({ info, primaryKey, ordinal }, isSnapshot) {
  return [
    `#### ${info.name} {#stream-${info.name}}`,
    `Primary key: ${keyOf(primaryKey, ordinal, isSnapshot)}.`,
    markdownTable(
      ['field', 'type'],
      info.fields.map(({ name, type }) => [code(name), type]),
    ),
  ]
}

function keyOf(fields, ordinal, isSnapshot) {
  return [
    ...(isSnapshot ? ['the time of the observation'] : []),
    ...fields.map(code),
    ...(ordinal ? ['the place among the rows of the window that are equal in these'] : []),
  ].join(', ')
}

function limitTable(limits) {
  const rows = limits.map(({ name, kind, describe, across, endpoints }) => [
    code(name ?? kind),
    describe,
    across === 'credential' ? 'all calls of a credential together' : 'each call and credential',
    endpoints?.map(code).join(', ') ?? 'all',
  ])
  return markdownTable(['name', 'holds', 'counted by', 'calls'], rows)
}
