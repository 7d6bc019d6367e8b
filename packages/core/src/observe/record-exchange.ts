import { channel } from 'node:diagnostics_channel'
import { EXCHANGE_CHANNEL, type HttpExchange } from '../contract/channels.js'
import type { BoundConnector } from '../contract/definition.js'
import type { RunContext } from '../contract/observer.js'
import type { Logger, WireReply } from '../contract/services.js'
import { decodeText } from '../http/decode-text.js'
import { encodeRequest } from '../http/encode-request.js'
import type { Exchange } from '../http/operation.js'
import { createRedactor, type Redactor } from '../http/redactor.js'
import { callHost, publish } from './call-host.js'
import { hideCredentials } from './hide-credentials.js'
import { scrubExchange } from './scrub-exchange.js'

/** Publishes an attempt that is over, with its code; null for success. */
export type RecordExchange = (exchange: Exchange, code: string | null) => void

/** Exchanges for whoever subscribes. Without a subscriber nothing is computed. */
export function createRecordExchange(
  context: RunContext,
  connector: BoundConnector,
  redactor: Redactor,
  logger: Logger,
): RecordExchange {
  const exchanges = channel(EXCHANGE_CHANNEL)
  const failed = (error: unknown): void => logger.warn(`a subscriber of ${EXCHANGE_CHANNEL} failed`, { error })
  return (exchange, code) => {
    if (!exchanges.hasSubscribers) return
    const whole = wholeExchange({ ...context, connector: connector.id, code }, exchange, connector.baseUrl)
    if (whole === undefined) return
    const credentials = createRedactor([])
    for (const value of whole.hidden) credentials.add(value)
    const scrubbing = {
      text: (text: string) => credentials.text(redactor.text(text)),
      personal: personalOf(connector, whole.exchange.endpoint),
      fetchesCredentials: exchange.operation.fetchesCredentials ?? false,
    }
    callHost(() => publish(exchanges, scrubExchange(whole.exchange, scrubbing), failed), failed)
  }
}

type Facts = RunContext & Pick<HttpExchange, 'connector' | 'code'>

interface WholeExchange {
  readonly exchange: HttpExchange
  /** Credentials that were on the request. */
  readonly hidden: readonly string[]
}

/** Undefined for an attempt that never went out. */
function wholeExchange(
  facts: Facts,
  { operation, attempt, sent, ms, wire }: Exchange,
  baseUrl: URL,
): WholeExchange | undefined {
  if (sent === undefined || ms === undefined) return undefined
  const { url, headers, body, hidden } = hideCredentials(encodeRequest(baseUrl, operation.request), sent)
  const exchange = {
    ...facts,
    endpoint: operation.place.endpoint,
    attempt,
    request: { method: sent.method, url, headers, ...(body !== undefined && { body }) },
    ...(wire && { reply: { status: wire.status, headers: wire.headers, body: textOf(wire) } }),
    ms,
  }
  return { exchange, hidden }
}

/** By its charset, as it is read; a mark at the beginning stays. */
function textOf({ body, headers }: WireReply): string {
  const text = decodeText(body, headers['content-type']) ?? new TextDecoder().decode(body)
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? `\ufeff${text}` : text
}

function personalOf({ endpoints, check }: BoundConnector, endpoint: string): ReadonlySet<string> {
  const called = [...endpoints, check].filter(({ name }) => name === endpoint)
  return new Set(called.flatMap(({ streams }) => streams.flatMap(({ personal }) => personal)))
}
