import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { accountBalance } from './account-balance.js'
import type { AnticaptchaSimulator, SimulatedRequest } from './anticaptcha-simulator.js'
import type { AnticaptchaSimulatorOptions } from './anticaptcha-simulator-options.js'
import { createVendor } from './create-vendor.js'
import { createWorld } from './create-world.js'
import { listCharges } from './list-charges.js'
import { listIncome } from './list-income.js'
import { queueLoad } from './queue-load.js'
import type { Reply } from './reply.js'
import { resolveSettings } from './resolve-settings.js'
import { replyWithFault, type SimulatedFault } from './simulated-fault.js'

/**
 * Starts a loopback HTTP server that behaves as Anti-Captcha documents `getSpendingStats`, `getBalance`, `getQueueStats`
 * and `getAppStats`, strictly; it knows no other method.
 *
 * Its spend is generated: a pure function of seed, account, queue and hour, in exact decimals, and settled 48 hours
 * after the end of the UTC day. Before that some image queues' hours lose a little money to refunds.
 *
 * @throws RangeError when `clientKey` has not exactly 32 characters.
 * @see https://anti-captcha.com/apidoc
 */
export async function startAnticaptchaSimulator(
  options: AnticaptchaSimulatorOptions = {},
): Promise<AnticaptchaSimulator> {
  const settings = resolveSettings(options)
  const world = createWorld(settings)
  const answer = createVendor(world, settings)
  const requests: SimulatedRequest[] = []
  const faults: SimulatedFault[] = []

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: target = '' } = request
    const received = { method, target, contentType: request.headers['content-type'], body: await readText(request) }
    const fault = faults.shift()
    const due = (): Reply => answer(received)
    const outcome = fault === undefined ? due() : replyWithFault(fault, due)
    const { status, code } = typeof outcome === 'string' ? { status: 0, code: '' } : outcome
    requests.push({ method, path: target.split('?', 1).join(), status, code })
    if (outcome === 'reset') request.socket.destroy()
    else if (outcome !== 'hang') send(response, outcome)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy()) // the caller hung up, or the clock option threw
  })
  const baseUrl = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed ??= shut(server)
    return closed
  }
  return {
    baseUrl,
    config: { clientKey: settings.clientKey, baseUrl },
    requests,
    charges: (range) => listCharges({ ...settings, world, now: settings.now() }, range),
    balance: (asOf = settings.now()) => accountBalance(world, settings, Math.floor(asOf / 1000)),
    queue: (queueId) => queueLoad(settings.seed, queueId, Math.floor(settings.now() / 1000)),
    income: () => listIncome(settings.seed, settings.apps, Math.floor(settings.now() / 1000)),
    fault: (fault, times = 1) => {
      for (let count = 0; count < times; count++) faults.push(fault)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
