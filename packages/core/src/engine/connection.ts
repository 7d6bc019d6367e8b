import { createHmac } from 'node:crypto'
import type { BoundConnector } from '../contract/definition.js'
import type { ConnectionInfo } from '../contract/destination.js'
import type { Observer } from '../contract/observer.js'
import type { Clock, Logger, Random, Transport } from '../contract/services.js'
import { reveal } from '../fields/secret.js'
import { ClockOffset } from '../http/clock-offset.js'
import type { KeyedLimit, Limiter } from '../http/limiter.js'
import type { PipelineServices } from '../http/operation.js'
import { createPipeline, type Pipeline } from '../http/pipeline.js'
import type { Redactor } from '../http/redactor.js'
import { RequestAllowance } from '../http/request-allowance.js'
import { RetryBudget } from '../http/retry-budget.js'
import { createRecordExchange } from '../observe/record-exchange.js'
import { createTell, type Tell } from '../observe/tell-host.js'
import { budgetsOf, TOKEN_ENDPOINT } from './budgets.js'
import type { ChosenConcurrency } from './concurrency.js'
import type { TokenCaches } from './token-cache.js'

/** What a connection is made of, beside its connector. */
export interface ConnectionServices {
  readonly transport: Transport
  readonly logger: Logger
  readonly clock: Clock
  readonly random: Random
  readonly observer: Observer | undefined
  readonly tokens: TokenCaches
  readonly limiter: Limiter
  readonly redactor: Redactor
  /** Requests that may leave in the connection's life. Default: any number. */
  readonly maxRequests?: number | undefined
  /** Of the run that it is opened for: each run opens its connections anew. */
  readonly runId: string
  readonly concurrency: ChosenConcurrency
}

/** One configured connector at work: a pipeline, and nothing that another connection could see. */
export interface Connection {
  readonly name: string
  readonly connector: BoundConnector
  readonly info: ConnectionInfo
  readonly pipeline: Pipeline
  readonly clock: Clock
  readonly logger: Logger
  readonly redactor: Redactor
  /** Windows of it, and pages of one of them, at once. */
  readonly concurrency: ChosenConcurrency
  readonly runId: string
  /** Tells the host's observer and subscribers. */
  readonly notify: Tell
  /** Requests that may leave in the connection's life; absent: any number. */
  readonly maxRequests?: number | undefined
  /** Everything that authenticators use, but for the config. */
  readonly authContext: PipelineServices['authContext']
  /** Tells what belongs to the connection's credentials from what does not; holds no secret. */
  readonly scope: string
  /** The limits of one endpoint, each with the key of its budget. */
  readonly limitsOf: (endpoint: string) => readonly KeyedLimit[]
}

/** Opens a connection. No request is sent. Throws a ConfigError for a `maxRequests` that is no count. */
export function openConnection(
  name: string,
  title: string,
  connector: BoundConnector,
  services: ConnectionServices,
): Connection {
  const { clock, random, logger, limiter, redactor, runId, maxRequests, concurrency } = services
  const allowance = new RequestAllowance(name, maxRequests)
  const context = { connection: name, runId }
  const notify = createTell(context, services.observer, redactor, logger)
  const scope = tokenScope(name, connector)
  const tokens = services.tokens.open(scope, redactor, notify)
  const clockOffset = new ClockOffset()
  const limitsOf = budgetsOf(connector, limiter)
  const authContext: PipelineServices['authContext'] = (signal) => ({
    clock: clockOffset.corrected(clock),
    random,
    signal,
    tokens: tokens(signal),
    call: (request) => {
      const call = { endpoint: TOKEN_ENDPOINT, authenticated: false, fetchesCredentials: true }
      return pipeline({ ...call, request, signal, validate: (body) => body })
    },
  })
  const sending: Pipeline = createPipeline({
    connector,
    title,
    transport: allowance.through(services.transport),
    clock,
    random,
    logger,
    limiter,
    redactor,
    budget: new RetryBudget(),
    clockOffset,
    notify,
    record: createRecordExchange(context, connector, redactor, logger),
    authContext,
    limitsOf,
  })
  const pipeline: Pipeline = async (operation) => {
    allowance.refuseSpent()
    return sending(operation)
  }
  const streams = connector.endpoints.flatMap((endpoint) => endpoint.streams.map((stream) => stream.info))
  const info = { connection: name, connector: connector.id, billing: connector.billing, streams }
  const told = { name, connector, info, concurrency, runId, maxRequests, scope }
  return { ...told, pipeline, clock, logger, redactor, notify, authContext, limitsOf }
}

/**
 * Two tenants may give their connections one name, and a user new credentials: a token belongs to whom it was minted for.
 * The config's secrets count, not what a vendor has put in their place since: a rotated refresh token is found again by the
 * one in the config, and a new one there begins afresh.
 */
function tokenScope(name: string, { id, baseUrl, secrets }: BoundConnector): string {
  const credentials = createHmac('sha256', 'outlay/token').update(JSON.stringify(secrets.map(reveal)))
  return [id, name, baseUrl.origin, credentials.digest('hex').slice(0, 32)].join(':')
}
