import type { AuthContext } from '../contract/authenticator.js'
import type { BoundConnector, BoundEndpoint, ReplyFacts } from '../contract/definition.js'
import type { RequestPlace, WindowRef } from '../contract/observer.js'
import type { Receipt } from '../contract/receipt.js'
import type { EncodedRequest, HttpRequest } from '../contract/request.js'
import type { Clock, Logger, Random, Transport, WireReply } from '../contract/services.js'
import type { JsonValue } from '../numbers/json-value.js'
import type { RecordExchange } from '../observe/record-exchange.js'
import type { Tell } from '../observe/tell-host.js'
import type { ClockOffset } from './clock-offset.js'
import type { Decoded } from './decode-reply.js'
import type { KeyedLimit, Limiter, Slot } from './limiter.js'
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
  readonly notify: Tell
  readonly record: RecordExchange
  /** Everything that authenticators use, but for the config. */
  readonly authContext: (signal: AbortSignal) => Omit<AuthContext<unknown>, 'config'>
  readonly limitsOf: (endpoint: string) => readonly KeyedLimit[]
}

/** What is asked of a pipeline: a request, and how to read its reply. */
export interface Call<T> {
  readonly endpoint: string
  readonly request: HttpRequest
  /** What it is made for; absent for tokens and checks. */
  readonly window?: WindowRef
  /** False: without credentials. */
  readonly authenticated: boolean
  /** It fetches credentials itself: what it brings is hidden, and no envelope is asked for. Default false. */
  readonly fetchesCredentials?: boolean
  /** The endpoint's own rules. Default: the connector's. */
  readonly errors?: BoundEndpoint['errors']
  readonly signal: AbortSignal
  /** Stage `validate`: throws what reading the body throws. Runs after classification: an error envelope has no data. */
  readonly validate: (body: JsonValue, reply: ReplyFacts) => T
}

/** One operation: a call with its place among those of the run. */
export interface Operation<T> extends Call<T> {
  readonly place: RequestPlace
}

/** One attempt on its way through the stages; each fills in its part. */
export interface Exchange {
  readonly operation: Operation<unknown>
  /** From 1. */
  attempt: number
  /** By `limit`: leave to send. */
  slot: Slot | undefined
  /** By `auth`: the bytes. Nothing changes them afterwards. */
  sent: EncodedRequest | undefined
  /** By `auth`: the correction of the clock that it was made with, milliseconds. */
  clockOffsetMs: number
  /** By `transport`, milliseconds since the epoch. */
  sentAt: number
  arrivedAt: number
  /** By `transport`. */
  wire: WireReply | undefined
  /** By `transport`: how long the exchange took, also where no reply came; undefined where nothing was sent. */
  ms: number | undefined
  /** By `decode`. */
  reply: Decoded | undefined
  /** By `classify`: what the reply says of the call itself. */
  receipt: Receipt | undefined
}

/** One attempt at an operation, before its first stage. */
export function newExchange(operation: Operation<unknown>): Exchange {
  const times = { clockOffsetMs: 0, sentAt: 0, arrivedAt: 0, ms: undefined }
  const replied = { wire: undefined, reply: undefined, receipt: undefined }
  return { operation, attempt: 1, sent: undefined, ...times, ...replied, slot: undefined }
}
