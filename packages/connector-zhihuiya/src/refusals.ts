import type { FailureClass } from '@outlay/core'
import { describeAuthMode, gatewayKeyName } from './auth-mode.js'
import type { Config } from './config.js'
import { SITES, siteOf } from './sites.js'

/** What to do about the vendor's codes. The gateway's begin with 672, the statement's own with 683; the last four are on no page of the vendor's, but in records of real calls. */
export function refusals(config: Config): Readonly<Record<string, FailureClass>> {
  const modes = describeAuthMode(config)
  const key = gatewayKeyName(config)
  const { host } = new URL(config.baseUrl)
  const refused = (hint: string): FailureClass => ({ category: 'auth', hint: `${hint} ${modes}` })
  const permission = (hint: string): FailureClass => ({ category: 'permission', hint })
  const exhausted = (hint: string): FailureClass => ({ category: 'quota_exhausted', hint })
  const input: FailureClass = {
    category: 'invalid_request',
    hint: `The vendor refuses the request as it stands. Parameters go in the ${config.paramsIn}: check paramsIn, and this machine's clock, as days of the future are refused.`,
  }
  return {
    67200000: throttled,
    67200001: throttled,
    67200002: throttled,
    67200003: refused(`Check ${key} and clientSecret; the client may also be disabled.`),
    67200004: permission(
      "The account has no permission for the statement, or its API package's quota is used up: the vendor says the same of both, so ask it about both.",
    ),
    67200005: exhausted('The balance or the number of calls is used up: top up the account.'),
    67200006: { category: 'auth', hint: 'The account is past its validity period: renew it with the vendor.' },
    67200007: exhausted("Today's allowance of calls is used up: run again tomorrow."),
    67200008: refused('The gateway wants its key as the query parameter apikey, and got none there.'),
    67200009: { ...refused(`The token has expired, or does not belong to ${key}.`), recover: true },
    67200012: input,
    67200100: { category: 'transient' },
    67200101: { category: 'config', hint: `Check baseUrl: ${host} does not know the path. ${gateways}` },
    68300004: input,
    // The vendor's guide names 68300008 as the one statement error to try again.
    68300005: { category: 'transient', retryable: false },
    68300006: input,
    68300007: input,
    68300008: { category: 'transient' },
    68300010: input,
    67200015: refused('The token endpoint refuses the grant type: check tokenPath.'),
    67200202: refused(`${host} does not know ${keysSent(config)}. ${otherSite(config.baseUrl)}`),
    67200203: permission('The account has not bought the interface, or has no rate for it: ask the vendor.'),
    10001: input,
  }
}

const throttled: FailureClass = { category: 'rate_limited' }

const gateways = `The gateways are ${SITES.map(({ gateway }) => gateway).join(' and ')}.`

function keysSent({ gatewayApiKey }: Config): string {
  return gatewayApiKey === undefined ? 'apikey or clientSecret' : 'gatewayApiKey, apikey or clientSecret'
}

/** Keys are those of one site, which nothing in a key shows. */
function otherSite(baseUrl: string): string {
  const own = siteOf(baseUrl)
  const others = SITES.filter((site) => site !== own).map(({ gateway }) => gateway)
  return `A key of the other site works on that one's gateway only: check baseUrl, which could be ${others.join(' or ')}.`
}
