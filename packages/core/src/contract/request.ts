import type { Secret } from '../fields/secret.js'

/** A value in a query string or form: text as it is, all else as JSON; undefined is left out. */
export type ParameterValue = string | number | boolean | Secret | readonly unknown[] | object | undefined

/** A request as a connector states it. */
export interface HttpRequest {
  /** Default: POST when there is a body, else GET. */
  readonly method?: 'GET' | 'POST' | 'PUT'
  /**
   * Starts with `/` and is appended to the connector's `baseUrl`; or an absolute URL on the origin of `baseUrl`, such as
   * the next link that a page token holds. Any other is refused with a ConfigError, and so are user names in it.
   */
  readonly path: string
  /** Takes the place of parameters of the same names in `path`. */
  readonly query?: Readonly<Record<string, ParameterValue>>
  /** A JSON body: `content-type: application/json`. Secrets in it are revealed when the bytes are made. */
  readonly json?: unknown
  /** A form body: `content-type: application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, ParameterValue>>
  readonly headers?: Readonly<Record<string, string | Secret | undefined>>
}

/** A request as bytes. Authenticators see this form; nothing changes it afterwards: what is signed is what is sent. */
export interface EncodedRequest {
  readonly method: string
  /** Absolute, with the query string as sent. */
  readonly url: string
  /** Lower-case names. `host` is not among them: it is always `URL.host` of {@link url}. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
}
