import { createHash } from 'node:crypto'
import { FaultQueue } from './fault-queue.js'
import { loopbackServer } from './loopback-server.js'
import { simulatedCharges } from './simulated-charges.js'
import { faultOutcome } from './simulated-fault.js'
import { type SimulatorSettings, simulatorSettings } from './simulator-settings.js'
import { vendorGateway } from './vendor-gateway.js'
import type { ReceivedRequest } from './vendor-reply.js'
import type { SimulatedRequest, ZhihuiyaSimulator, ZhihuiyaSimulatorConfig } from './zhihuiya-simulator.js'
import type { ZhihuiyaSimulatorOptions } from './zhihuiya-simulator-options.js'

/**
 * Starts a strict simulator of Zhihuiya's billing statement (POST /open-user/statement/v2, POST /oauth/token) on
 * 127.0.0.1. Its figures are a pure function of seed, account, day and the vendor's clock: any day can be asked for in
 * any order, as often as wanted. Days are accounting days in China (UTC+8); weekends are idle.
 *
 * What the vendor's pages leave open is an option; every choice made here is an assumption, not knowledge of the
 * vendor.
 * @throws RangeError where an option is malformed or two contradict each other.
 * @throws Error where the port is taken.
 * @see https://open.zhihuiya.com/devportal/api-reference/49dc0776e42a40a4954c9e055608b860
 */
export async function startZhihuiyaSimulator(options: ZhihuiyaSimulatorOptions = {}): Promise<ZhihuiyaSimulator> {
  const settings = simulatorSettings(options)
  const gateway = vendorGateway(settings)
  const faults = new FaultQueue()
  const requests: SimulatedRequest[] = []

  const answer = (request: ReceivedRequest) => {
    const usual = () => gateway(request, settings.now())
    const fault = faults.take(request.path)
    const outcome = fault ? faultOutcome(fault, usual) : usual()
    const none = outcome === 'reset' || outcome === 'hang'
    const { status, code } = none ? { status: 0, code: '' } : outcome
    requests.push({ method: request.method, path: request.path, status, code })
    if (none) return outcome
    const correlation = correlationId(settings.world.seed, requests.length)
    return { ...outcome, headers: { ...outcome.headers, 'x-correlation-id': correlation } }
  }

  const { baseUrl, close } = await loopbackServer(settings.port, answer)
  return {
    baseUrl,
    config: connectorConfig(settings, options, baseUrl),
    requests,
    charges: (chosen = {}) => simulatedCharges(settings.world, chosen, settings.now()),
    fault: (fault, times = 1) => faults.add(fault, times),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function connectorConfig(
  { apikey, clientSecret, auth, paramsIn }: SimulatorSettings,
  { gatewayApiKey }: ZhihuiyaSimulatorOptions,
  baseUrl: string,
): ZhihuiyaSimulatorConfig {
  return {
    apikey,
    clientSecret,
    baseUrl,
    currency: 'CNY',
    ...(auth === 'oauth' ? {} : { auth }),
    ...(gatewayApiKey === undefined ? {} : { gatewayApiKey }),
    ...(paramsIn === 'json' ? {} : { paramsIn }),
  }
}

function correlationId(seed: number, count: number): string {
  const digest = createHash('sha256').update(`${seed} ${count}`).digest('hex')
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
