/** One of the vendor's two sites: keys of one are not known to the other. */
export interface Site {
  /** Its gateway answers API calls. */
  readonly gateway: string
  /** Its portal has the documentation and answers none. */
  readonly portal: string
  readonly domain: string
  /** What its accounts are taken to be billed in, ISO 4217. */
  readonly currency: string
}

/** China, then everywhere else. */
export const SITES: readonly Site[] = [
  {
    gateway: 'https://connect.zhihuiya.com',
    portal: 'open.zhihuiya.com',
    domain: 'zhihuiya.com',
    currency: 'CNY',
  },
  {
    gateway: 'https://connect.patsnap.com',
    portal: 'open.patsnap.com',
    domain: 'patsnap.com',
    currency: 'USD',
  },
]

/** The site that a host belongs to; undefined for any other host (a proxy, say). */
export function siteOf(baseUrl: string): Site | undefined {
  const { hostname } = new URL(baseUrl)
  return SITES.find(({ domain }) => `.${hostname}`.endsWith(`.${domain}`))
}
