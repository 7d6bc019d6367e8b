import type { AccessTokens } from './access-tokens.js'
import { chinaDay, parseCompactDay } from './accounting-day.js'
import { checkGatewayAuth } from './gateway-auth.js'
import type { SimulatorSettings } from './simulator-settings.js'
import { type StatementParameters, statementParameters } from './statement-parameters.js'
import { statementReply } from './statement-reply.js'
import type { DaySpan } from './statement-rows.js'
import { VendorRefusal } from './vendor-refusal.js'
import { type ReceivedRequest, successReply, type VendorReply } from './vendor-reply.js'

/** Answers POST /open-user/statement/v2; throws VendorRefusal. */
export type StatementEndpoint = (request: ReceivedRequest, now: number) => VendorReply

/** The statement: gateway auth, then pace, parameters, their credentials, and dates, in this order. */
export function statementEndpoint(settings: SimulatorSettings, tokens: AccessTokens): StatementEndpoint {
  let lastAdmitted = Number.NEGATIVE_INFINITY
  return (request, now) => {
    checkGatewayAuth(request, settings, tokens, now)
    if (now < lastAdmitted + settings.minIntervalMs) throw new VendorRefusal(67200002)
    lastAdmitted = now
    const parameters = statementParameters(request, settings)
    checkCredentials(parameters, settings)
    const span = statementSpan(parameters, settings, now)
    return successReply(statementReply(settings, span, now), { 'x-openapi-amount': '1' })
  }
}

function checkCredentials(parameters: StatementParameters, { apikey, clientSecret }: SimulatorSettings): void {
  if (parameters.apikey !== apikey || parameters.client_secret !== clientSecret) throw new VendorRefusal(67200202)
}

function statementSpan(parameters: StatementParameters, { endInclusive }: SimulatorSettings, now: number): DaySpan {
  const from = parseCompactDay(parameters.time_start)
  const end = parseCompactDay(parameters.time_end)
  if (from === undefined || end === undefined || from > end) throw new VendorRefusal(68300004)
  const to = endInclusive ? end + 1 : end
  const tomorrow = chinaDay(now) + 1
  if (from >= tomorrow || to > tomorrow) throw new VendorRefusal(68300004)
  return { from, to }
}
