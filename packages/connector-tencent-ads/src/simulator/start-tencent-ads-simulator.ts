import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type {
  SimulatedFault,
  SimulatedRequest,
  TencentAdsSimulator,
  TencentAdsSimulatorConfig,
} from './public/tencent-ads-simulator.js'
import type { SimulatedApplication, TencentAdsSimulatorOptions } from './public/tencent-ads-simulator-options.js'
import { simulatedCharges } from './simulated-charges.js'
import { simulatedFlows } from './simulated-flows.js'
import { spoiledReply } from './spoiled-reply.js'
import { type Reply, splitTarget, Vendor } from './vendor.js'

/**
 * Starts a strict simulator of Tencent Ads on 127.0.0.1: costs (v1.1, and v3.0 where it has them), funds (both), reports
 * (v3.0), and OAuth at `/oauth/authorize` and `/oauth/token`. Errors come as the vendor sends them: HTTP 200 with a code in the body.
 *
 * @throws RangeError on options that make no sense; the system's error where the port is taken
 * @example
 * import { startTencentAdsSimulator } from '@outlay/connector-tencent-ads/simulator'
 *
 * await using vendor = await startTencentAdsSimulator({ now: () => Date.parse('2026-11-20T15:30:00Z') })
 * const [first] = vendor.charges({ from: '2026-11-20' })
 * console.log(first?.account, first?.day, first?.currency) // 100000037 2026-11-20 CNY
 */
export async function startTencentAdsSimulator(options: TencentAdsSimulatorOptions = {}): Promise<TencentAdsSimulator> {
  const { now = Date.now, accessToken = 'simulated-access-token' } = options
  const vendor = new Vendor(options, accessToken, now())
  const requests: SimulatedRequest[] = []
  const faults: SimulatedFault[] = []
  const server = createServer((request, response) => {
    requests.push(answer({ vendor, request, response, fault: faults.shift(), now: now() }))
  })
  const baseUrl = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`
  const close = () => closed(server)
  return {
    baseUrl,
    config: configFor(vendor, accessToken, baseUrl, options.application),
    fundFlows: (which = {}) => simulatedFlows(vendor.world, which, now()),
    charges: (which = {}) => simulatedCharges(vendor.world, which, now()),
    requests,
    fault(fault, times = 1) {
      if (!Number.isSafeInteger(times) || times < 1) throw new RangeError('times is an integer, at least 1')
      for (let queued = 0; queued < times; queued += 1) faults.push(fault)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Exchange {
  readonly vendor: Vendor
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly fault: SimulatedFault | undefined
  readonly now: number
}

function answer({ vendor, request, response, fault, now }: Exchange): SimulatedRequest {
  request.resume()
  const { method = '', url = '' } = request
  const { path } = splitTarget(url)
  const good = vendor.reply(method, url, now)
  if (fault?.kind === 'reset' || fault?.kind === 'hang') {
    if (fault.kind === 'reset') request.socket.destroy()
    return { method, path, status: 0, code: '' }
  }
  const reply =
    fault?.kind === 'error'
      ? vendor.errorReply(fault.code, fault.message, path, now)
      : fault === undefined
        ? good
        : spoiledReply(good, fault)
  send(response, reply, now)
  return { method, path, status: reply.status, code: reply.code }
}

// Dated by the vendor's clock, by which callers set theirs.
function send(response: ServerResponse, reply: Reply, now: number): void {
  const date = new Date(now).toUTCString()
  response.writeHead(reply.status, { date, ...reply.headers, 'content-length': Buffer.byteLength(reply.body) })
  response.end(reply.body)
}

function configFor(
  vendor: Vendor,
  accessToken: string,
  baseUrl: string,
  application: SimulatedApplication | undefined,
): TencentAdsSimulatorConfig {
  const { accounts, agencyId } = vendor.world
  return {
    accessToken,
    accountIds: [...accounts.keys()],
    baseUrl,
    ...(agencyId !== undefined && { agencyId }),
    ...(application !== undefined && {
      clientId: application.clientId,
      clientSecret: application.clientSecret,
      refreshToken: application.refreshToken,
    }),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function closed(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve()
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}
