import { ConfigError } from '@outlay/core'
import { siteOf } from './sites.js'

/** The part of a config that decides about the currency. */
export interface CurrencyChoice {
  readonly currency?: string | undefined
  readonly baseUrl: string
}

/**
 * The currency of a statement, ISO 4217: the configured one, else that of the site whose gateway is asked.
 * Throws a ConfigError for a gateway of neither site (a proxy, say): what it bills in cannot be told from its name.
 */
export function currencyOf({ currency, baseUrl }: CurrencyChoice): string {
  const found = currency ?? siteOf(baseUrl)?.currency
  if (found !== undefined) return found
  throw new ConfigError({
    message: `"currency" is missing: the vendor states none, and ${new URL(baseUrl).hostname} is no host of zhihuiya.com or patsnap.com`,
    hint: 'Set currency to what the account is billed in, such as CNY.',
  })
}
