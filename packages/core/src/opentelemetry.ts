// The door for hosts that use OpenTelemetry. It needs @opentelemetry/api, an optional peer; the other doors do not.
export { type OpenTelemetryOptions, openTelemetryObserver } from './opentelemetry/open-telemetry-observer.js'
