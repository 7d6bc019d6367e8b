/** `node:diagnostics_channel` that carries every `RunEvent` of the process, redacted. Nothing is published while nobody subscribes. */
export const EVENT_CHANNEL = 'outlay:event'

/** `node:diagnostics_channel` that carries every {@link HttpExchange} of the process, scrubbed. Nothing is published, nor computed, while nobody subscribes. */
export const EXCHANGE_CHANNEL = 'outlay:exchange'

/**
 * One attempt as it went over the wire, without what must not be shown: secrets of the config and minted tokens in any
 * encoding, whatever the authenticator put on the request (signatures, too), cookies and session headers, what a token
 * endpoint answers, and personal fields where the connection does not ask for them. `[redacted]` stands in their place.
 * Numbers keep every digit.
 */
export interface HttpExchange {
  /** The connection's name. */
  readonly connection: string
  readonly runId: string
  /** The connector's id. */
  readonly connector: string
  /** The endpoint's name; `(token)` for calls that fetch credentials. */
  readonly endpoint: string
  /** Which attempt at its request it is, from 1. */
  readonly attempt: number
  readonly request: {
    readonly method: string
    /** Absolute, with its query string. */
    readonly url: string
    /** Lower-case names. */
    readonly headers: Readonly<Record<string, string>>
    /** Text; absent where there is none. */
    readonly body?: string
  }
  /** Absent where none came. What its headers say of length and encoding is true of the wire, not of this text. */
  readonly reply?: {
    readonly status: number
    /** Lower-case names. */
    readonly headers: Readonly<Record<string, string>>
    /** Decompressed text; empty where there is none. */
    readonly body: string
  }
  /** From sending to the last byte of the reply, milliseconds on the runtime's clock. */
  readonly ms: number
  /** Why the attempt failed: the vendor's code or ours; null for a reply that is accepted. */
  readonly code: string | null
}
