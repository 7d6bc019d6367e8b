// The door for hosts: everything that reads, checks and syncs. Authors use '@outlay/core'.

export { EVENT_CHANNEL, EXCHANGE_CHANNEL, type HttpExchange } from './contract/channels.js'
export type { LogLevel } from './contract/services.js'
export type { AuthorizationReport, ConnectionAuthorization } from './engine/authorize-connection.js'
export type { CheckReport } from './engine/check-connection.js'
export type { Concurrency } from './engine/concurrency.js'
export type { ConnectionPlan, EndpointPlan } from './engine/plan-report.js'
export type { DriftedStream, RestatementCount, SyncReport } from './engine/sync-report.js'
export type { OnDifference, OnDrift } from './engine/sync-run.js'
export type { Asked } from './engine/time-range.js'
export { undiciTransport } from './http/undici-transport.js'
export type { HostContainer } from './runtime/composition-root.js'
export {
  type ConnectionConfig,
  createRuntime,
  type PlanOptions,
  type ReadOptions,
  type Runtime,
  type RuntimeOptions,
  type StreamOptions,
  type SyncOptions,
} from './runtime/create-runtime.js'
export { read } from './runtime/read.js'
export { winstonLogger } from './runtime/winston-logger.js'
