/** The keys that bear on each other. */
interface Choice {
  readonly accessToken?: unknown
  readonly clientId?: string | undefined
  readonly clientSecret?: unknown
  readonly refreshToken?: unknown
  readonly accountIds: readonly string[]
  readonly agencyId?: string | undefined
  readonly baseUrl: string
  readonly apiVersion: 'v1.1' | 'v3.0'
  readonly level: 'ADVERTISER' | 'CAMPAIGN' | 'ADGROUP' | 'ADTOTAL'
  readonly campaignIds: readonly string[]
  readonly adgroupIds: readonly string[]
}

type Complaints = { -readonly [Key in keyof Choice]?: string }

/** Keys that contradict others, with what is wrong. */
export function contradictions(chosen: Choice): Readonly<Complaints> {
  return { ...credentials(chosen), ...accounts(chosen), ...levels(chosen) }
}

function credentials({ accessToken, clientId, clientSecret, refreshToken, baseUrl }: Choice): Complaints {
  if (accessToken !== undefined && refreshToken === undefined) return {}
  if (clientId === undefined && clientSecret === undefined && refreshToken === undefined)
    return { accessToken: 'is missing: set it, or clientId and clientSecret, which fetch it' }
  const found: Complaints = {}
  if (clientId === undefined) found.clientId = 'is missing: a token is good for one application only'
  if (clientSecret === undefined) found.clientSecret = 'is missing: the vendor gives no tokens without it'
  // Tokens come from the host of production alone, and credentials never leave the host of baseUrl.
  if (URL.canParse(baseUrl) && new URL(baseUrl).hostname === 'sandbox-api.e.qq.com')
    found.baseUrl = 'is the sandbox, which gives no tokens and renews none: set accessToken alone'
  return found
}

function accounts({ accountIds, agencyId }: Choice): Complaints {
  if (accountIds.length === 0 && agencyId === undefined)
    return { accountIds: 'is empty: name at least one advertiser account, or set agencyId' }
  if (agencyId !== undefined && accountIds.includes(agencyId))
    return { accountIds: "holds the agency's own id: only advertiser accounts have costs" }
  return {}
}

function levels({ apiVersion, level, campaignIds, adgroupIds }: Choice): Complaints {
  const found: Complaints = {}
  if (level === 'CAMPAIGN' && apiVersion === 'v3.0')
    found.level = 'CAMPAIGN needs apiVersion v1.1: v3.0 has no campaigns'
  if (level === 'ADTOTAL' && apiVersion === 'v1.1') found.level = 'ADTOTAL needs apiVersion v3.0'
  if (campaignIds.length > 0 && level !== 'CAMPAIGN')
    found.campaignIds = `needs level CAMPAIGN: at level ${level} the vendor cannot filter by campaign`
  if (adgroupIds.length > 0 && level !== 'ADGROUP' && level !== 'ADTOTAL')
    found.adgroupIds = `needs level ADGROUP or ADTOTAL: at level ${level} the vendor cannot filter by ad group`
  return found
}
