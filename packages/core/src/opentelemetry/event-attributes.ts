import type { AttemptPlace, RunContext, RunEvent } from '../contract/observer.js'

/** Attributes of a span, a span event or a measurement. */
export type Attributes = Readonly<Record<string, string | number | boolean>>

/** Whose it is. */
export function runAttributes({ connection, runId }: RunContext): Attributes {
  return { 'outlay.connection': connection, 'outlay.run_id': runId }
}

/** Where an attempt goes, by the semantic conventions for HTTP clients; `url.full` is left out, since it may hold secrets. */
export function httpAttributes({ method, origin }: AttemptPlace): Attributes {
  const { hostname, port, protocol } = new URL(origin)
  return {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    'url.scheme': protocol.slice(0, -1),
  }
}

/** The error's code, by the semantic conventions; nothing for a success. */
export function errorAttributes(code: string | null): Attributes {
  return code === null ? {} : { 'error.type': code }
}

/** Whatever an event says in plain values, for kinds of events that have no convention of their own. */
export function eventAttributes(event: RunEvent): Attributes {
  const { type: _type, connection: _connection, runId: _runId, ...said } = event
  const values = Object.entries(said).flatMap(([name, value]): [string, string | number | boolean][] => {
    if (Array.isArray(value)) return [[`outlay.${snake(name)}`, value.join('; ')]]
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return [[`outlay.${snake(name)}`, value]]
    return []
  })
  return Object.fromEntries(values)
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
