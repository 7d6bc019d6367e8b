import type * as z from 'zod'
import type { AuthKit } from '../auth/auth-kit.js'
import type { Duration } from '../fields/duration.js'
import type { LimitKit } from '../limits/limit-kit.js'
import type { Authenticator } from './authenticator.js'
import type { BillingProfile } from './charge.js'
import type { Endpoint, EndpointChecks, EndpointSpec, GeneratedRead, RequestContext } from './endpoint.js'
import type { DecodedReply, ErrorRules } from './error-rules.js'
import type { Limit } from './limit.js'
import type { Plugin } from './plugin.js'
import type { Receipt } from './receipt.js'
import type { HttpRequest } from './request.js'
import type { ServiceClass } from './service-categories.js'
import type { RECORD, Stream } from './stream.js'

/** A vendor: who it is, how to configure it, how to reach it, how it refuses. */
export interface ConnectorSpec<Cfg extends z.ZodType> {
  /** Kebab-case, unique among installed connectors. */
  readonly id: string
  readonly title: string
  /** The npm package that the connector comes in, for messages. */
  readonly package?: string
  /** The vendor's page that the connector is written from. */
  readonly docs: string
  /** A strict object; credentials are `secret()`. */
  readonly config: Cfg
  readonly http: {
    /** Where requests and credentials go, and nowhere else. */
    readonly baseUrl: (config: z.output<Cfg>) => string
    /** For one whole exchange. Default `'60s'`. */
    readonly timeout?: Duration
  }
  /** Default: none. */
  readonly auth?: (kit: AuthKit<z.output<Cfg>>) => Authenticator<z.output<Cfg>>
  /** The vendor's limits. Users can override them by name. Default: none; then a refusal teaches one, per endpoint. */
  readonly limits?: (kit: LimitKit<z.output<Cfg>>) => readonly Limit<z.output<Cfg>>[]
  /** May depend on the config, so that a hint can name what is set. Default: by HTTP status alone. */
  readonly errors?: ErrorRules | ((config: z.output<Cfg>) => ErrorRules)
  /** Where a reply, refused or not, states what the call was: told with every attempt, and its id with every error. Default: nowhere. */
  readonly receipt?: (reply: DecodedReply) => Receipt
  /** What FOCUS wants to know of the vendor. */
  readonly billing: (config: z.output<Cfg>) => BillingProfile & ServiceClass
}

/** A connector under construction. */
export interface ConnectorBuilder<Cfg extends z.ZodType> {
  /** Declares one call: its parts, then the request for one page of one partition (or a generator of its own), then checks. */
  endpoint<Res extends z.ZodType, P = object, Page = object>(
    spec: EndpointSpec<z.output<Cfg>, P, Page, Res>,
    request:
      | ((context: RequestContext<z.output<Cfg>, P, Page>) => HttpRequest)
      | GeneratedRead<z.output<Cfg>, P, z.output<Res>>,
    checks?: EndpointChecks<z.output<Cfg>, P, Page, z.output<Res>>,
  ): Endpoint<z.output<Cfg>, P, Page, z.output<Res>>
  /** What the package exports. `check` is the endpoint whose first page proves the credentials. */
  plugin<const S extends readonly Stream[]>(parts: {
    readonly streams: S
    readonly check: { readonly name: string }
  }): Plugin<z.input<Cfg>, RecordsOf<S>>
}

/** The streams of a plugin by name, each with the type of its records. */
export type RecordsOf<S extends readonly Stream[]> = {
  readonly [T in S[number] as T['name']]: NonNullable<T[typeof RECORD]>
}
