import 'reflect-metadata'
import { expect, it } from 'vitest'
import * as authors from './index.js'
import * as telemetry from './opentelemetry.js'
import * as hosts from './runtime.js'

/** Runtime exports, sorted. A change here is a change of the public API: it needs a changeset. */
const exportsOf = (door: object): string[] => Object.keys(door).sort()

it('the door for authors offers exactly this', () => {
  expect(exportsOf(authors)).toMatchInlineSnapshot(`
    [
      "BUDGET_STORE",
      "CLOCK",
      "CONNECTOR",
      "ConfigError",
      "DataError",
      "ExactNumber",
      "LEDGER_DIGITS",
      "LOGGER",
      "OBSERVER",
      "OutlayError",
      "RANDOM",
      "SERVICE_CATEGORIES",
      "SPEC_VERSION",
      "STATE_STORE",
      "STATE_VERSION",
      "Secret",
      "SuspendedError",
      "TOKEN_STORE",
      "TRANSPORT",
      "VendorError",
      "WHEN_HINT",
      "addDecimals",
      "addMoney",
      "calendar",
      "canonicalDecimal",
      "compareDecimals",
      "connector",
      "count",
      "decimal",
      "decodeJson",
      "decodeState",
      "encodeJson",
      "encodeState",
      "failure",
      "id",
      "inBand",
      "isDecimal",
      "isExactNumber",
      "isSecret",
      "isZeroMoney",
      "money",
      "multiplyDecimals",
      "negateDecimal",
      "ordinal",
      "parseDuration",
      "parseWhen",
      "personal",
      "priceUnits",
      "reveal",
      "secret",
      "shiftDecimal",
      "subtractDecimals",
      "subtractMoney",
      "sumDecimals",
      "utcSeconds",
    ]
  `)
})

it('the door for hosts offers exactly this', () => {
  expect(exportsOf(hosts)).toMatchInlineSnapshot(`
    [
      "EVENT_CHANNEL",
      "EXCHANGE_CHANNEL",
      "createRuntime",
      "read",
      "undiciTransport",
      "winstonLogger",
    ]
  `)
})

it('the door for OpenTelemetry offers exactly this', () => {
  expect(exportsOf(telemetry)).toEqual(['openTelemetryObserver'])
})
