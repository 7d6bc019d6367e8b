import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { answer } from './answer.js'
import type { AnswerContext } from './answer-context.js'
import { callRate } from './call-rate.js'
import { headerOf, type ReceivedRequest, receive, targetOf } from './received-request.js'
import { accountsOf, type SimulatedAccounts } from './simulated-accounts.js'
import { chargesOf, type SimulatedCharge } from './simulated-charge.js'
import { faultReply, type SimulatedFault } from './simulated-fault.js'
import { envelope, type SimulatedReply, send } from './simulated-reply.js'
import { type EssbasicSimulatorOptions, settingsOf } from './simulator-options.js'
import { usageLedger } from './usage-ledger.js'
import { VendorError } from './vendor-error.js'

/** A request that was seen, without anything secret. */
export interface SimulatedRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** X-TC-Action; empty where it was not sent. */
  readonly action: string
  /** Status of the reply; 0 while, or where, there is none. */
  readonly status: number
  /** The vendor's code in the reply, `0` when all was well; empty where the reply had none. */
  readonly code: string
}

/** The smallest config of the essbasic connector that works against a simulator. */
export interface EssbasicSimulatorConfig {
  readonly secretId: string
  readonly secretKey: string
  readonly appId: string
  readonly baseUrl: string
  /** Only where the simulator was started with one. */
  readonly token?: string
}

/** A running simulator. */
export interface EssbasicSimulator {
  /** `http://127.0.0.1:<port>`. */
  readonly baseUrl: string
  readonly config: EssbasicSimulatorConfig
  /** Open ids of the sub-organisations. */
  readonly organizations: readonly string[]
  /** Quota type → CNY per unit, as `charges()` uses them. */
  readonly unitPrices: Readonly<Record<string, string>>
  /**
   * What the vendor charged, one per row of usage that has a price, by time. Days in Asia/Shanghai, in [from, to);
   * default all of the history. `asOf` (ms since the epoch) is how far time has come; default the vendor's now.
   * @throws RangeError where a bound is no real date
   */
  charges(options?: { from?: string; to?: string; asOf?: number }): SimulatedCharge[]
  /**
   * The accounts that a sub-organisation has (an open id), or all of them together; `asOf` as above.
   */
  accounts(options?: { organization?: string; asOf?: number }): SimulatedAccounts
  /** Every request, in the order of arrival. */
  readonly requests: readonly SimulatedRequest[]
  /** Lets the next `times` requests (default 1) meet a fault; faults queue up. */
  fault(fault: SimulatedFault, times?: number): void
  /** Stops listening and drops open connections, hanging ones too. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a strict stand-in for Tencent eSign on 127.0.0.1: ChannelDescribeBillUsageDetail and
 * ChannelDescribeAccountBillDetail, and no other action. Usage is invented, yet repeatable: a pure function of the options and the vendor's clock.
 * @throws RangeError where an option is out of its range
 */
export async function startEssbasicSimulator(options: EssbasicSimulatorOptions = {}): Promise<EssbasicSimulator> {
  const settings = settingsOf(options)
  const ledger = usageLedger(settings, settings.historyStart)
  const requests: SimulatedRequest[] = []
  const faults: SimulatedFault[] = []
  const serve = server({ settings, ledger, withinRate: callRate(settings.perSecond) }, requests, faults)
  const listener = createServer((message, response) => {
    // The one failure that can reach this place is a client that went away.
    serve(message, response).catch(() => response.destroy())
  })
  const baseUrl = `http://127.0.0.1:${await listen(listener, settings.port)}`
  const { secretId, secretKey, appId, token, organizations, unitPrices } = settings
  const close = () => stop(listener)
  return {
    baseUrl,
    config: { secretId, secretKey, appId, baseUrl, ...(token === undefined ? {} : { token }) },
    organizations,
    unitPrices,
    charges: (range = {}) => chargesOf({ ...range, asOf: range.asOf ?? settings.now() }, settings, ledger),
    accounts: ({ organization, asOf = settings.now() } = {}) => accountsOf(settings, organization, asOf),
    requests,
    fault(fault, times = 1) {
      for (let count = 0; count < times; count += 1) faults.push(fault)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

type Serve = (message: IncomingMessage, response: ServerResponse) => Promise<void>

function server(context: AnswerContext, requests: SimulatedRequest[], faults: SimulatedFault[]): Serve {
  return async (message, response) => {
    const fault = faults.shift()
    const { method, path } = targetOf(message)
    const seen = { method, path, action: headerOf(message, 'x-tc-action') ?? '' }
    const index = requests.push({ ...seen, status: 0, code: '' }) - 1
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'reset') {
      message.socket.destroy()
      return
    }
    const request = await receive(message)
    const now = context.settings.now()
    const requestId = `s${now}${index}`
    const proper = () => properReply(request, context, now, requestId)
    const reply = fault === undefined ? proper() : faultReply(fault, proper, requestId)
    requests[index] = { ...seen, status: reply.status, code: reply.code }
    send(response, reply, now)
  }
}

function properReply(request: ReceivedRequest, context: AnswerContext, now: number, requestId: string): SimulatedReply {
  try {
    return envelope('0', answer(request, context, now), requestId)
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    return envelope(error.code, { Error: { Code: error.code, Message: error.message } }, requestId)
  }
}

function listen(listener: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(port, '127.0.0.1', () => {
      const address = listener.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function stop(listener: Server): Promise<void> {
  return new Promise((resolve) => {
    listener.close(() => resolve())
    listener.closeAllConnections()
  })
}
