import type { Money } from '../fields/money.js'

/** A half-open stretch of time, UTC, `YYYY-MM-DDTHH:mm:ssZ`. */
export interface Period {
  readonly start: string
  readonly end: string
}

/** So many of something. The unit is a capitalised noun in the plural, as FOCUS has it: `Requests`, `Tasks`. */
export interface Quantity {
  readonly amount: string | number
  readonly unit: string
}

/**
 * What one record costs, in core's own words; FOCUS rows are made of it.
 * Where money is absent the charge is unpriced: never zero cost.
 */
export interface Charge {
  /** What the vendor bills for the record. Zero where a prepaid package covers it; null where the vendor states no money and none was configured. */
  readonly billed: Money | null
  /** What it is worth, the covering package included. Default: `billed`. */
  readonly effective?: Money | null
  /** When it was used. */
  readonly period: Period
  /** What was used, by the vendor's name for it. */
  readonly sku: string
  /** What the SKU measures, in words. */
  readonly meter?: string | undefined
  readonly description?: string | undefined
  /** The quantity that is priced. */
  readonly quantity?: Quantity | undefined
  /** The quantity that was used. Default: `quantity`. */
  readonly consumed?: Quantity | undefined
  /** The vendor's account that pays, where the vendor names one. */
  readonly accountId?: string | undefined
  readonly subAccountId?: string | undefined
  readonly subAccountName?: string | undefined
  readonly resource?: { readonly id: string; readonly type: string; readonly name?: string | undefined } | undefined
  /** Default: `reported`, or `unpriced` without money. */
  readonly status?: 'reported' | 'estimated' | 'configured-unit-price' | 'unpriced'
  /** Vendor-specific columns; names in PascalCase without `x_`. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | null>>
}

/** What FOCUS wants to know of a vendor and no record says. */
export interface BillingProfile {
  /** Who sells it. */
  readonly provider: string
  /** What is sold, as the vendor calls it. */
  readonly service: string
  /** Of FOCUS, as {@link SERVICE_CATEGORIES} lists them; a ledger may hold one that is newer. */
  readonly category: string
  /** One of the category's. */
  readonly subcategory: string
  /** IANA zone of the vendor's accounting months and days. */
  readonly timeZone: string
  /** When the accounting day starts, local `HH:mm`. Default `00:00`. */
  readonly dayBoundary?: string
  /** The billing account as the user calls it, `BillingAccountId` in FOCUS rows; they have no `BillingAccountName`. Default: the connection's name. */
  readonly accountName?: string | undefined
  /** Where the currency comes from. */
  readonly currencySource: 'documented' | 'configured' | 'assumed'
  /** ISO 4217. */
  readonly currency: string
}
