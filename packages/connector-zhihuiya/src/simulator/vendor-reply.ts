import { jsonText } from './json-text.js'

/** A request with its body read. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly contentType: string
  readonly authorization: string | undefined
  readonly body: string
}

/** What goes back to the client. */
export interface VendorReply {
  readonly status: number
  /** In-band code as text, for the record of requests; empty where the body carries none. */
  readonly code: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A 200 reply in JSON without an error. */
export function successReply(body: string, headers: Readonly<Record<string, string>> = {}): VendorReply {
  return { status: 200, code: '0', headers: { ...JSON_HEADERS, ...headers }, body }
}

/** A JSON reply of any status that carries `code` in band. */
export function errorReply(status: number, code: number, members: Parameters<typeof jsonText>[0]): VendorReply {
  return { status, code: String(code), headers: JSON_HEADERS, body: jsonText(members) }
}

/** A reply that is not the vendor's JSON, as a proxy on the way might give. */
export function foreignReply(status: number, headers: Readonly<Record<string, string>>, body: string): VendorReply {
  return { status, code: '', headers, body }
}

const JSON_HEADERS = { 'content-type': 'application/json;charset=UTF-8' }
