import type { AuthContext } from '../contract/authenticator.js'
import type { BoundAuth } from '../contract/definition.js'
import { OutlayError, VendorError } from '../contract/errors.js'
import { failure } from '../contract/failure.js'
import { JsonDecoder } from '../numbers/decode-json.js'
import { classifyReply } from './classify-reply.js'
import { type Decoded, decodeReply } from './decode-reply.js'
import { encodeRequest } from './encode-request.js'
import { FailedAttempt } from './failed-attempt.js'
import { networkError } from './network-error.js'
import type { Exchange, PipelineServices } from './operation.js'

/** One named stage of an attempt. */
export interface Stage {
  readonly name: string
  readonly run: (exchange: Exchange) => Promise<void> | void
}

/** 256 MiB, counted after decompression. */
const MAX_BODY_BYTES = 256 * 1024 * 1024

/**
 * The stages of an attempt. Their order is tested: a token is fetched before the limiter's wait, so that requests which
 * waited for it do not leave in a burst; auth follows the wait, so nonces and timestamps are fresh.
 */
export function attemptStages(services: PipelineServices): readonly Stage[] {
  const { connector, limiter, limitsOf, notify, authContext, transport, clock, clockOffset } = services
  const decoder = new JsonDecoder()
  const seenThrough = new AbortController().signal
  const contextOf = (auth: BoundAuth, signal: AbortSignal): AuthContext<unknown> => ({
    config: auth.config,
    ...authContext(signal),
  })
  return [
    {
      name: 'prepare',
      run: async ({ operation: { authenticated, signal } }) => {
        const { auth } = connector
        if (authenticated && auth !== undefined) await auth.authenticator.prepare?.(contextOf(auth, signal))
      },
    },
    {
      name: 'limit',
      run: async (exchange) => {
        const { endpoint, place, request, signal } = exchange.operation
        const waiting = (until: number): void => {
          const ms = until - clock.now()
          notify({ type: 'waiting', ...place, reason: 'limit', until: new Date(until).toISOString(), ms })
        }
        exchange.slot = await limiter.acquire(limitsOf(endpoint), { endpoint, request }, waiting, signal)
      },
    },
    {
      name: 'auth',
      run: async (exchange) => {
        const { request, authenticated, signal } = exchange.operation
        const encoded = encodeRequest(connector.baseUrl, request)
        const { auth } = connector
        exchange.clockOffsetMs = clockOffset.ms
        exchange.sent =
          auth === undefined || !authenticated
            ? encoded
            : await auth.authenticator.apply(encoded, contextOf(auth, signal))
        if (leaves(connector.baseUrl.origin, exchange.sent.url)) throw leftOrigin(connector.baseUrl.origin)
      },
    },
    {
      name: 'transport',
      run: async (exchange) => {
        const { fetchesCredentials, place, signal } = exchange.operation
        signal.throwIfAborted()
        if (exchange.sent === undefined) return
        const { attempt, sent } = exchange
        const { origin } = connector.baseUrl
        notify(() => ({ type: 'attempt_sent', ...place, attempt, method: sent.method, origin }))
        // A token call is not broken off: a refresh token that the vendor has just replaced would be lost with the reply.
        const options = {
          signal: fetchesCredentials ? seenThrough : signal,
          timeoutMs: connector.timeoutMs,
          maxBodyBytes: MAX_BODY_BYTES,
        }
        exchange.sentAt = clock.now()
        try {
          exchange.wire = await transport.send(sent, options)
        } catch (error) {
          signal.throwIfAborted()
          throw notThrough(error, new URL(sent.url))
        } finally {
          exchange.arrivedAt = clock.now()
          exchange.ms = exchange.arrivedAt - exchange.sentAt
        }
      },
    },
    {
      name: 'decode',
      run: (exchange) => {
        if (exchange.wire !== undefined) exchange.reply = decodeReply(exchange.wire, decoder)
      },
    },
    {
      name: 'classify',
      run: async (exchange) => {
        const { reply, sent, operation, slot } = exchange
        if (reply === undefined) return
        refuseRedirect(reply, sent?.url)
        exchange.receipt = connector.receipt?.(reply)
        // The connector's rules are those of its business calls; a token endpoint is judged by them too where they fit.
        const { errors = connector.errors, fetchesCredentials = false } = operation
        const failed = classifyReply(reply, errors, clock.now(), !fetchesCredentials)
        await slot?.observe(reply.headers, failed?.failure)
        if (failed !== undefined) throw failed.under(exchange.receipt?.requestId)
      },
    },
  ]
}

/** What a transport throws did not get through, be it ours or what a host's own client throws; but bugs stay bugs. */
function notThrough(error: unknown, url: URL): unknown {
  if (error instanceof VendorError) return FailedAttempt.of(error)
  return OutlayError.isInstance(error) ? error : FailedAttempt.of(networkError(error, url))
}

function refuseRedirect(reply: Decoded, from: string | undefined): void {
  const { location } = reply.headers
  if (reply.status < 300 || reply.status >= 400 || location === undefined) return
  // `//host/path` has no scheme and leaves the origin all the same.
  const target = URL.canParse(location, from) ? new URL(location, from).origin : 'an address that is none'
  const refused = failure(
    { category: 'config', hint: `Set baseUrl to the host that answers, if ${target} is the vendor's.` },
    {
      code: 'REDIRECT_REFUSED',
      message: `the vendor redirects to ${target}; credentials are never sent after a redirect`,
    },
  )
  throw new FailedAttempt(refused, 'us')
}

/** Most addresses show where they lead without being taken apart. */
function leaves(origin: string, url: string): boolean {
  return !url.startsWith(`${origin}/`) && new URL(url).origin !== origin
}

function leftOrigin(origin: string): OutlayError {
  return new OutlayError({
    code: 'ORIGIN_LEFT',
    category: 'bug',
    message: `the authenticator sent the request away from ${origin}`,
    hint: 'Report this to the author of the connector.',
  })
}
