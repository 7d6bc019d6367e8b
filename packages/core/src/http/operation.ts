import type { AuthContext } from '../contract/authenticator.js'
import type { BoundConnector } from '../contract/definition.js'
import type { RunEvent } from '../contract/observer.js'
import type { EncodedRequest, HttpRequest } from '../contract/request.js'
import type { Clock, Logger, Random, Transport, WireReply } from '../contract/services.js'
import type { JsonValue } from '../numbers/json-value.js'
import type { ClockOffset } from './clock-offset.js'
import type { Decoded } from './decode-reply.js'
import type { KeyedLimit, Limiter } from './limiter.js'
import type { Redactor } from './redactor.js'
import type { RetryBudget } from './retry-budget.js'

/** What the pipeline of one connection works with. */
export interface PipelineServices {
  readonly connector: BoundConnector
  readonly title: string
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly limiter: Limiter
  readonly redactor: Redactor
  readonly budget: RetryBudget
  readonly clockOffset: ClockOffset
  readonly notify: (event: RunEvent) => void
  /** Everything that authenticators use, but for the config. */
  readonly authContext: (signal: AbortSignal) => Omit<AuthContext<unknown>, 'config'>
  readonly limitsOf: (endpoint: string) => readonly KeyedLimit[]
}

/** One operation: a request, and how to read its reply. */
export interface Operation<T> {
  readonly endpoint: string
  readonly request: HttpRequest
  /** False for calls that fetch credentials themselves. */
  readonly authenticated: boolean
  readonly signal: AbortSignal
  /** Stage `validate`: throws what reading the body throws. Runs after classification: an error envelope has no data. */
  readonly validate: (body: JsonValue, bytes: number) => T
}

/** One attempt on its way through the stages; each fills in its part. */
export interface Exchange {
  readonly operation: Operation<unknown>
  /** By `limit`: gives the slots back. */
  release: () => void
  /** By `auth`: the bytes. Nothing changes them afterwards. */
  sent: EncodedRequest | undefined
  /** By `auth`: the correction of the clock that it was made with, milliseconds. */
  clockOffsetMs: number
  /** By `transport`, milliseconds since the epoch. */
  sentAt: number
  arrivedAt: number
  /** By `transport`. */
  wire: WireReply | undefined
  /** By `decode`. */
  reply: Decoded | undefined
}

/** One attempt at an operation, before its first stage. */
export function newExchange(operation: Operation<unknown>): Exchange {
  const times = { clockOffsetMs: 0, sentAt: 0, arrivedAt: 0 }
  return { operation, sent: undefined, ...times, wire: undefined, reply: undefined, release: () => {} }
}
