import type { Dispatcher } from 'undici'
import Agent from 'undici/lib/dispatcher/agent.js'
import type { EncodedRequest } from '../contract/request.js'
import type { Transport, TransportOptions, WireReply } from '../contract/services.js'
import { type BodyCollector, collectBody } from './collect-body.js'
import { networkError } from './network-error.js'

/** The default transport: undici with an Agent of its own. Keep-alive, no redirects, bodies bounded after decompression. */
export function undiciTransport(): Transport {
  const agent = new Agent({ connect: { timeout: 10_000 }, connections: 64, keepAliveTimeout: 10_000 })
  return {
    send: async (request, options) => {
      options.signal.throwIfAborted()
      const url = new URL(request.url)
      try {
        return await new Promise<WireReply>((resolve, reject) => {
          agent.dispatch(dispatchOptions(url, request, options), new Exchange(options, resolve, reject))
        })
      } catch (error) {
        if (options.signal.aborted) throw options.signal.reason
        throw networkError(error, url)
      }
    },
    close: () => agent.destroy(),
  }
}

function dispatchOptions(url: URL, { method, headers, body }: EncodedRequest, { timeoutMs }: TransportOptions) {
  return {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: method as Dispatcher.HttpMethod,
    headers: { 'accept-encoding': 'gzip, deflate, br', ...headers },
    body: body ?? null,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  }
}

/**
 * One exchange at undici's lowest door: without the streams and signals of its others a request costs half as much. The
 * time for the whole is kept here, for undici's own timeouts begin anew with every byte.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #timer: NodeJS.Timeout
  #controller: Dispatcher.DispatchController | undefined
  #body: BodyCollector | undefined
  #ended: Error | undefined

  constructor(
    private readonly options: TransportOptions,
    private readonly resolve: (reply: WireReply) => void,
    private readonly reject: (error: Error) => void,
  ) {
    const tooLong = (): void => this.#fail(new DOMException('took too long', 'TimeoutError'))
    this.#timer = setTimeout(tooLong, options.timeoutMs)
    options.signal.addEventListener('abort', this.#leave)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#ended !== undefined) controller.abort(this.#ended)
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, received: Headers): void {
    if (status < 200) return // a hint that the reply is still to come
    const headers = plainHeaders(received)
    this.#body = collectBody(headers['content-encoding'] ?? '', this.options.maxBodyBytes, {
      done: (body) => {
        this.#forget()
        this.resolve({ status, headers, body })
      },
      failed: (error) => this.#fail(error),
      ready: () => controller.resume(),
    })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#ended === undefined && this.#body?.write(chunk) === false) controller.pause()
  }

  onResponseEnd(): void {
    if (this.#ended === undefined) this.#body?.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error)
  }

  /** The first reason counts: what the connection says of its end afterwards is an echo. */
  #fail(error: Error): void {
    if (this.#ended !== undefined) return
    this.#ended = error
    this.#forget()
    this.#body?.drop()
    this.#controller?.abort(error)
    this.reject(error)
  }

  readonly #leave = (): void => this.#fail(new DOMException('the caller has left', 'AbortError'))

  #forget(): void {
    clearTimeout(this.#timer)
    this.options.signal.removeEventListener('abort', this.#leave)
  }
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** Names in lower case; what came several times, as one text. */
function plainHeaders(headers: Headers): Readonly<Record<string, string>> {
  const plain: Record<string, string> = {}
  for (const [name, value = ''] of Object.entries(headers)) {
    plain[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ')
  }
  return plain
}
