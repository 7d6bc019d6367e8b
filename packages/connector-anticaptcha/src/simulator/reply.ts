import type { VendorRefusal } from './vendor-refusal.js'

/** An HTTP reply before it is sent. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The `errorCode` in the body; '0' when fine, '' when the body is no envelope. */
  readonly code: string
}

/** A reply in JSON with status 200, as the vendor sends for successes and errors alike. */
export function jsonReply(body: string, code: string): Reply {
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body, code }
}

/** A reply without an envelope. */
export function bareReply(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body, code: '' }
}

/** The vendor's error envelope. */
export function errorReply({ errorId, code, message }: VendorRefusal): Reply {
  return jsonReply(JSON.stringify({ errorId, errorCode: code, errorDescription: message }), code)
}
