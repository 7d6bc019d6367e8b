import type { HttpRequest } from '@outlay/core'
import type { Config } from './config.js'

/** The call of an action about one sub-organisation, or about the whole application (null). */
export function actionRequest(
  action: string,
  config: Config,
  organization: string | null,
  members: Readonly<Record<string, string | number | undefined>> = {},
): HttpRequest {
  return {
    path: '/',
    headers: {
      'x-tc-action': action,
      'x-tc-version': '2021-05-26',
      'x-tc-region': config.region,
      'x-tc-language': config.language,
    },
    json: { Agent: agent(config, organization), ...members },
  }
}

/** What is asked for one by one: the sub-organisations that the config names, or the whole application. */
export function organizationsOf({ organizationOpenIds }: Config): readonly (string | null)[] {
  return wholeOrEach(organizationOpenIds)
}

/** Each on its own, or all in one (null) where none is named. */
export function wholeOrEach(values: readonly string[]): readonly (string | null)[] {
  return values.length === 0 ? [null] : values
}

/** Members that are not set are left out: the vendor's own samples send empty text, but unknown or empty ones may be refused. */
function agent({ appId, operatorOpenId, proxyAppId }: Config, organization: string | null) {
  const operator = organization === null || operatorOpenId === undefined ? undefined : { OpenId: operatorOpenId }
  return {
    AppId: appId,
    ProxyOrganizationOpenId: organization ?? undefined,
    ProxyOperator: operator,
    ProxyAppId: proxyAppId,
  }
}
