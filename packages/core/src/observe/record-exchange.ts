import { channel } from 'node:diagnostics_channel'
import { EXCHANGE_CHANNEL, type HttpExchange } from '../contract/channels.js'
import type { BoundConnector } from '../contract/definition.js'
import type { RunContext } from '../contract/observer.js'
import type { Logger } from '../contract/services.js'
import type { Exchange } from '../http/operation.js'
import type { Redactor } from '../http/redactor.js'
import { callHost, publish } from './call-host.js'
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
    const whole = wholeExchange({ ...context, connector: connector.id, code }, exchange)
    if (whole === undefined) return
    const scrubbing = {
      text: redactor.text,
      personal: personalOf(connector, whole.endpoint),
      fetchesCredentials: exchange.operation.fetchesCredentials ?? false,
    }
    callHost(() => publish(exchanges, scrubExchange(whole, scrubbing), failed), failed)
  }
}

type Facts = RunContext & Pick<HttpExchange, 'connector' | 'code'>

/** Undefined for an attempt that never went out. */
function wholeExchange(facts: Facts, { operation, attempt, sent, ms, wire }: Exchange): HttpExchange | undefined {
  if (sent === undefined || ms === undefined) return undefined
  const { method, url, headers } = sent
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true }) // a mark at the beginning stays
  return {
    ...facts,
    endpoint: operation.place.endpoint,
    attempt,
    request: { method, url, headers, ...(sent.body && { body: decoder.decode(sent.body) }) },
    ...(wire && { reply: { status: wire.status, headers: wire.headers, body: decoder.decode(wire.body) } }),
    ms,
  }
}

function personalOf({ endpoints, check }: BoundConnector, endpoint: string): ReadonlySet<string> {
  const called = [...endpoints, check].filter(({ name }) => name === endpoint)
  return new Set(called.flatMap(({ streams }) => streams.flatMap(({ personal }) => personal)))
}
