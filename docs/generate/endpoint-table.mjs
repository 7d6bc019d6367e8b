// The calls of a connector, each with how its data is cut and how long it may change.
import { markdownTable } from '../../scripts/markdown-table.mjs'
import { code, duration } from './cells.mjs'

export function endpointTable({ baseUrl, endpoints }) {
  const rows = endpoints.map((endpoint) => {
    const { name, calendar, everyMs } = endpoint
    return [
      code(name),
      requestOf(endpoint, baseUrl),
      partitionsOf(endpoint),
      calendar === undefined ? `snapshot${everyMs > 0 ? `, ${duration(everyMs)} apart` : ''}` : calendar.grid,
      reachOf(calendar),
      calendar === undefined ? '' : duration(calendar.settlesAfterMs),
    ]
  })
  return markdownTable(['call', 'sends', 'once for each', 'windows', 'can be read', 'settles after'], rows)
}

/** The method and path of an endpoint's first page, or what the config lacks for it. */
export function requestOf(endpoint, baseUrl) {
  try {
    const walk = partitionsIn(endpoint)[0]?.walk(windowOf(endpoint), { now: () => NOW })
    if (walk?.kind !== 'pages') return 'a walk of its own'
    const { method, path, json, form } = walk.first.request()
    const { pathname } = new URL(path, baseUrl)
    return code(`${method ?? (json === undefined && form === undefined ? 'GET' : 'POST')} ${pathname}`)
  } catch (error) {
    return error.message
  }
}

function partitionsOf(endpoint) {
  return Object.keys(partitionsIn(endpoint)[0]?.key ?? {})
    .map(code)
    .join(', ')
}

/** What another call would list is made up. */
function partitionsIn({ partitions, below }) {
  return below?.given(() => ['1']) ?? partitions
}

/** Any instant: what is shown of a request does not depend on it. */
const NOW = Date.parse('2026-11-20T12:00:00Z')

function windowOf({ calendar }) {
  if (calendar !== undefined) return calendar.windows({ from: NOW, to: NOW + 1 })[0]
  const [start, date] = ['2026-11-20T12:00:00Z', '2026-11-20']
  return { start, end: start, startSeconds: NOW / 1000, endSeconds: NOW / 1000, date, lastDate: date }
}

function reachOf(calendar) {
  if (calendar === undefined) return 'now'
  const { from, afterMs } = calendar.available
  const since = from === undefined ? 'always' : from === 'today' ? 'today only' : `${from.slice(1, -1)} days back`
  if (afterMs === undefined) return since
  return `${since}, ${afterMs === 0 ? 'once it has ended' : `${duration(afterMs)} after its end`}`
}
