import type { EncodedRequest } from '../contract/request.js'
import type { Transport, TransportOptions, WireReply } from '../contract/services.js'

/** Answers one request; what it throws is thrown by the transport. */
type Answer = (request: EncodedRequest, options: TransportOptions) => WireReply | Promise<WireReply>

/** A transport without a network: records what it is asked, counts what is under way, honours the signal. For tests. */
export class CountingTransport implements Transport {
  readonly requests: EncodedRequest[] = []
  underWay = 0
  mostUnderWay = 0

  constructor(private readonly answer: Answer) {}

  async send(request: EncodedRequest, options: TransportOptions): Promise<WireReply> {
    options.signal.throwIfAborted()
    this.requests.push(request)
    this.underWay += 1
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay)
    const stop = aborted(options.signal)
    try {
      return await Promise.race([this.answer(request, options), stop.rejects])
    } finally {
      stop.forget()
      this.underWay -= 1
    }
  }
}

function aborted(signal: AbortSignal): { readonly rejects: Promise<never>; readonly forget: () => void } {
  let listener = (): void => {}
  const rejects = new Promise<never>((_resolve, reject) => {
    listener = () => reject(signal.reason)
    signal.addEventListener('abort', listener)
  })
  return { rejects, forget: () => signal.removeEventListener('abort', listener) }
}
