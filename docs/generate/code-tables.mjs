// What becomes of the codes that a vendor refuses with, one by one and in families.
import { failure } from '../../packages/core/dist/index.js'
import { markdownTable } from '../../scripts/markdown-table.mjs'
import { code, duration } from './cells.mjs'

/** The connector's rules, and those of endpoints that have their own, where they differ in what they name. */
export function codeSections({ errors, endpoints }) {
  const own = endpoints.filter((endpoint) => endpoint.errors && !sameCodes(endpoint.errors, errors))
  return [
    codeTable(errors),
    ...own.flatMap(({ name, errors: rules }) => [`For ${code(name)}:`, codeTable(rules)]),
    'Any code that is not here follows the HTTP status; under a 2xx status it is a `vendor_bug`. [How to read an error](/guide/errors) says what the categories mean.',
  ]
}

function sameCodes(a, b) {
  return JSON.stringify([a?.classes, a?.families]) === JSON.stringify([b?.classes, b?.families])
}

function codeTable(rules) {
  const known = Object.entries(rules?.classes ?? {}).map(([name, verdict]) => [code(name), verdict])
  const families = (rules?.families ?? []).map(({ codes, verdict }) => [codes, verdict])
  if (known.length + families.length === 0) return 'No code is known by name.'
  const rows = [...known, ...families].map(([codes, verdict]) => {
    const judged = failure(verdict, { code: '', message: '' })
    return [codes, code(judged.category), againOf(judged), STOPS[judged.stops], judged.hint ?? '']
  })
  return markdownTable(['code', 'category', 'tried again', 'ends', 'what to do'], rows)
}

const STOPS = { window: 'the window', stream: 'the stream', connection: "the connection's run" }

function againOf({ retryable, recover, skew, retryAfterMs }) {
  if (recover) return 'once, with renewed credentials'
  if (skew) return "once, by the vendor's clock"
  if (!retryable) return 'no'
  return retryAfterMs === undefined ? 'yes' : `after ${duration(retryAfterMs)}`
}
