import { shiftDecimal, utcSeconds } from '@outlay/core'
import { chargeMoney } from './charge-money.js'
import type { FocusContext } from './focus-context.js'
import type { LedgerChargeLike } from './ledger-charge.js'

/**
 * One row of FOCUS 1.4 CostAndUsage, every value as the text that is written; null is an absent value.
 * Instants are UTC `YYYY-MM-DDTHH:mm:ssZ`, bounds half-open; amounts are plain decimals with the vendor's digits.
 */
export interface FocusRow {
  readonly BilledCost: string
  readonly BillingAccountId: string
  readonly BillingAccountName: string | null
  readonly BillingCurrency: string
  readonly BillingPeriodEnd: string
  readonly BillingPeriodStart: string
  readonly ChargeCategory: 'Usage'
  readonly ChargeClass: string | null
  readonly ChargeDescription: string | null
  readonly ChargeFrequency: 'Usage-Based'
  readonly ChargePeriodEnd: string
  readonly ChargePeriodStart: string
  readonly ConsumedQuantity: string | null
  readonly ConsumedUnit: string | null
  readonly ContractedCost: string
  readonly EffectiveCost: string
  readonly HostProviderName: string
  readonly InvoiceIssuerName: string
  readonly ListCost: string
  readonly PricingQuantity: string
  readonly PricingUnit: string
  readonly ResourceId: string | null
  readonly ResourceName: string | null
  readonly ResourceType: string | null
  readonly ServiceCategory: string
  readonly ServiceName: string
  readonly ServiceProviderName: string
  readonly ServiceSubcategory: string
  readonly SkuId: string
  readonly SkuMeter: string | null
  readonly SkuPriceId: string
  readonly SubAccountId: string | null
  readonly SubAccountName: string | null
  /** Columns of ours and the charge's own attributes. */
  readonly [extension: `x_${string}`]: string | null
}

/**
 * The FOCUS row of a charge; undefined for an unpriced one, which has no cost to write (never zero).
 * Throws a SyntaxError or RangeError for an amount that is no decimal or a period that is no time.
 */
export function focusRow(charge: LedgerChargeLike, context: FocusContext): FocusRow | undefined {
  const money = chargeMoney(charge)
  if (money === undefined) return undefined
  const effective = plain(money.effective.amount)
  return {
    BilledCost: plain(money.billed.amount),
    BillingCurrency: money.billed.currency,
    ContractedCost: effective,
    EffectiveCost: effective,
    ListCost: effective,
    ...accounts(charge),
    ...periods(charge, context),
    ChargeCategory: 'Usage',
    ChargeClass: null,
    ChargeDescription: charge.description ?? charge.meter ?? null,
    ChargeFrequency: 'Usage-Based',
    ...quantities(charge),
    ResourceId: charge.resource?.id ?? null,
    ResourceName: charge.resource?.name ?? null,
    ResourceType: charge.resource?.type ?? null,
    ...service(charge),
    SkuId: charge.sku,
    SkuMeter: charge.meter ?? null,
    SkuPriceId: charge.sku,
    ...extensions(charge, context),
  }
}

function accounts({ billing, connection, subAccountId, subAccountName }: LedgerChargeLike) {
  return {
    BillingAccountId: billing.accountName ?? connection,
    BillingAccountName: null,
    SubAccountId: subAccountId ?? null,
    // FOCUS wants a name wherever there is an id.
    SubAccountName: subAccountName ?? subAccountId ?? null,
  }
}

function periods({ period }: LedgerChargeLike, context: FocusContext) {
  const month = context.month(Date.parse(period.start))
  return {
    BillingPeriodEnd: month.end,
    BillingPeriodStart: month.start,
    ChargePeriodEnd: instant(period.end),
    ChargePeriodStart: instant(period.start),
  }
}

/** Without a measured quantity the charge itself is what is priced: one of it. */
function quantities({ quantity, consumed = quantity }: LedgerChargeLike) {
  const pricing = quantity ?? { amount: 1, unit: 'Count' }
  return {
    ConsumedQuantity: consumed === undefined ? null : plain(String(consumed.amount)),
    ConsumedUnit: consumed?.unit ?? null,
    PricingQuantity: plain(String(pricing.amount)),
    PricingUnit: pricing.unit,
  }
}

function service({ billing: { provider, service: name, category, subcategory } }: LedgerChargeLike) {
  return {
    HostProviderName: provider,
    InvoiceIssuerName: provider,
    ServiceCategory: category,
    ServiceName: name,
    ServiceProviderName: provider,
    ServiceSubcategory: subcategory,
  }
}

function extensions(charge: LedgerChargeLike, context: FocusContext): Record<`x_${string}`, string | null> {
  const { billing, status = 'reported' } = charge
  const { final } = charge.window
  const start = Date.parse(charge.period.start)
  const own: Record<`x_${string}`, string | null> = {}
  for (const [name, value] of Object.entries(charge.attributes ?? {})) {
    own[`x_${name}`] = value === null ? null : String(value)
  }
  return {
    ...own,
    ...(charge.accountId !== undefined && { x_VendorAccountId: charge.accountId }),
    ...(billing.dayBoundary !== undefined && { x_DayBoundary: billing.dayBoundary }),
    x_BillingMonth: context.month(start).date.slice(0, 7),
    x_CollectedAt: charge.readAt === null ? null : instant(charge.readAt),
    // What the vendor reported of a window that is not over is an estimate of it.
    x_CostStatus: !final && status === 'reported' ? 'estimated' : status,
    x_CurrencySource: billing.currencySource,
    x_IsPartial: String(!final),
    x_LocalChargeDate: context.day(start).date,
    x_SourceRowId: [charge.connector, charge.connection, charge.stream, charge.key].join(':'),
    x_TimeZoneName: billing.timeZone,
  }
}

/** Plain digits, the vendor's zeros kept: no exponent, no plus sign. */
function plain(amount: string): string {
  return shiftDecimal(amount, 0)
}

function instant(text: string): string {
  return utcSeconds(Date.parse(text))
}
