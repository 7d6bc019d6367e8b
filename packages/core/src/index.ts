// The door for authors of connectors and destinations. Hosts use '@outlay/core/runtime'.
export type { AuthKit } from './auth/auth-kit.js'
export type { OAuth2ClientCredentials } from './auth/oauth2-client-credentials.js'
export type { AuthorizationCode, OAuth2RefreshToken } from './auth/oauth2-refresh-token.js'
export type { MintedToken, OAuth2Options, TokenPlace } from './auth/oauth2-token.js'
export type { AuthContext, Authenticator, Authorization, ReadingClock, TokenCache } from './contract/authenticator.js'
export type { BillingProfile, Charge, Period, Quantity } from './contract/charge.js'
export type { ConnectorBuilder, ConnectorSpec, RecordsOf } from './contract/connector.js'
export type { ConnectorDefinition, StreamSummary } from './contract/definition.js'
export type {
  ConnectionInfo,
  Destination,
  FieldInfo,
  LedgerRow,
  QuarantinedRow,
  StateStore,
  StreamInfo,
  Transaction,
  TransactionContext,
  WindowId,
  WindowState,
} from './contract/destination.js'
export type {
  Endpoint,
  EndpointChecks,
  EndpointSpec,
  GeneratedContext,
  GeneratedRead,
  RequestContext,
} from './contract/endpoint.js'
export {
  type CodeFamily,
  type DecodedReply,
  type ErrorRules,
  type InBandOptions,
  inBand,
} from './contract/error-rules.js'
export { ConfigError, DataError, type ErrorFacts, OutlayError, SuspendedError, VendorError } from './contract/errors.js'
export { type ErrorCategory, type Failure, type FailureClass, failure, type Stops } from './contract/failure.js'
export type {
  Limit,
  LimitedRequest,
  LimitOptions,
  LimitOverride,
  LimitOverrides,
  LimitSignal,
  Reservation,
} from './contract/limit.js'
export type {
  AttemptPlace,
  Observer,
  RequestPlace,
  RunContext,
  RunEvent,
  RunEvents,
  RunKind,
  WindowRef,
} from './contract/observer.js'
export type { PageReply, PageToken, PageTurn, Paginator, StatedTotals } from './contract/paginator.js'
export type { Listable, Listed, Listing, Parent, Partitioning, PartitionKey } from './contract/partitioning.js'
export { type ConfigOf, type Plugin, type PluginContainer, SPEC_VERSION, type StreamsOf } from './contract/plugin.js'
export type { Receipt } from './contract/receipt.js'
export type { EncodedRequest, HttpRequest, ParameterValue } from './contract/request.js'
export type { Amount, HeldRow, RestatedStream, RestatedSum, Restatement } from './contract/restatement.js'
export { SERVICE_CATEGORIES, type ServiceCategory, type ServiceClass } from './contract/service-categories.js'
export type {
  BudgetStore,
  Clock,
  LogFields,
  Logger,
  LogLevel,
  Random,
  StoredToken,
  TokenStore,
  Transport,
  TransportOptions,
  WireReply,
} from './contract/services.js'
export type { Entry, RecordSource, Stream, StreamContext, StreamMeaning, StreamShape } from './contract/stream.js'
export {
  BUDGET_STORE,
  CLOCK,
  CONNECTOR,
  LOGGER,
  OBSERVER,
  RANDOM,
  STATE_STORE,
  TOKEN_STORE,
  TRANSPORT,
} from './contract/tokens.js'
export type { Availability, Calendar, TimeRange, Window } from './contract/window.js'
export { connector } from './define/connector.js'
export { count } from './fields/count.js'
export { type Duration, parseDuration } from './fields/duration.js'
export { id } from './fields/id.js'
export {
  addMoney,
  decimal,
  isZeroMoney,
  LEDGER_DIGITS,
  type Money,
  type MoneyOptions,
  money,
  priceUnits,
  subtractMoney,
} from './fields/money.js'
export { type Ordinal, ordinal } from './fields/ordinal.js'
export { personal } from './fields/personal.js'
export { isSecret, reveal, Secret, secret } from './fields/secret.js'
export { parseWhen, WHEN_HINT, type When } from './fields/when.js'
export type { LimitScope, UnweighedScope } from './limits/limit-kinds.js'
export type { LimitKit } from './limits/limit-kit.js'
export type { Remaining } from './limits/remaining-headers.js'
export {
  addDecimals,
  canonicalDecimal,
  compareDecimals,
  isDecimal,
  multiplyDecimals,
  negateDecimal,
  shiftDecimal,
  subtractDecimals,
  sumDecimals,
} from './numbers/decimal.js'
export { decodeJson } from './numbers/decode-json.js'
export { encodeJson } from './numbers/encode-json.js'
export { ExactNumber, isExactNumber } from './numbers/exact-number.js'
export type { JsonValue } from './numbers/json-value.js'
export type { CountedOptions, Stated } from './pagination/counted.js'
export type { CursorPage } from './pagination/cursor.js'
export type { KeysetOptions, KeysetPage } from './pagination/keyset.js'
export type { UrlPage } from './pagination/next-url.js'
export type { NumberedPage } from './pagination/numbered.js'
export type { OffsetPage } from './pagination/offset-limit.js'
export type { PageSize } from './pagination/page-size.js'
export type { PaginatorKit } from './pagination/paginator-kit.js'
export { type CalendarOptions, calendar, type Step as CalendarStep, utcSeconds } from './partitions/calendar.js'
export type { GridOptions, PartitionKit } from './partitions/partition-kit.js'
export { decodeState, encodeState, STATE_VERSION } from './state/state-text.js'
