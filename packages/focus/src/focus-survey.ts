import { addDecimals, canonicalDecimal } from '@outlay/core'
import { chargeMoney } from './charge-money.js'
import { focusContexts } from './focus-contexts.js'
import { type FocusRow, focusRow } from './focus-row.js'
import type { LedgerChargeLike } from './ledger-charge.js'

/** What a dataset will hold, found before its first row is written. */
export interface FocusSurvey {
  /** FOCUS columns by name, then `x_` columns by name. A column that no charge fills is left out where FOCUS allows. */
  readonly columns: readonly string[]
  /** Rows that will be written. */
  readonly rows: number
  readonly unpriced: {
    /** Charges without a price: not written. */
    readonly charges: number
    /** Their units, by SKU and unit. */
    readonly units: readonly { readonly sku: string; readonly unit: string; readonly amount: string }[]
  }
}

/** Reads the charges of a dataset once, for its columns and for what must be told beside it. Throws as {@link focusRow}. */
export async function surveyCharges(
  charges: AsyncIterable<LedgerChargeLike> | Iterable<LedgerChargeLike>,
): Promise<FocusSurvey> {
  const contextOf = focusContexts()
  const columns = new Set<string>(ALWAYS)
  const units = new Map<string, { sku: string; unit: string; amount: string }>()
  let rows = 0
  let unpriced = 0
  for await (const charge of charges) {
    if (chargeMoney(charge) === undefined) {
      unpriced += 1
      count(units, charge)
      continue
    }
    const row = focusRow(charge, contextOf(charge))
    if (row !== undefined) note(columns, row)
    rows += 1
  }
  return { columns: sorted(columns), rows, unpriced: { charges: unpriced, units: [...units.values()] } }
}

/** Columns that FOCUS asks for everywhere, those of SKUs, and the extensions that every row fills. */
const ALWAYS: readonly (keyof FocusRow & string)[] = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'ContractedCost',
  'EffectiveCost',
  'HostProviderName',
  'InvoiceIssuerName',
  'ListCost',
  'PricingQuantity',
  'PricingUnit',
  'ServiceCategory',
  'ServiceName',
  'ServiceProviderName',
  'ServiceSubcategory',
  'SkuId',
  'SkuPriceId',
  'x_BillingMonth',
  'x_CollectedAt',
  'x_CostStatus',
  'x_CurrencySource',
  'x_IsPartial',
  'x_LocalChargeDate',
  'x_SourceRowId',
  'x_TimeZoneName',
]

/** Columns that come together, when a row fills the first of them. */
const GROUPS: readonly (readonly [keyof FocusRow & string, ...string[]])[] = [
  ['ConsumedQuantity', 'ConsumedUnit'],
  ['ResourceId', 'ResourceName', 'ResourceType'],
  ['SkuMeter'],
  ['SubAccountId', 'SubAccountName'],
]

function note(columns: Set<string>, row: FocusRow): void {
  for (const group of GROUPS) {
    if (row[group[0]] === null || columns.has(group[0])) continue
    for (const name of group) columns.add(name)
  }
  for (const name in row) if (isExtension(name)) columns.add(name)
}

function count(units: Map<string, { sku: string; unit: string; amount: string }>, charge: LedgerChargeLike): void {
  const { sku, consumed, quantity = consumed } = charge
  if (quantity === undefined || quantity === null) return
  const key = JSON.stringify([sku, quantity.unit])
  const sum = addDecimals(units.get(key)?.amount ?? '0', String(quantity.amount))
  units.set(key, { sku, unit: quantity.unit, amount: canonicalDecimal(sum) })
}

function sorted(columns: Iterable<string>): readonly string[] {
  const names = [...columns].sort()
  return [...names.filter((name) => !isExtension(name)), ...names.filter(isExtension)]
}

function isExtension(name: string): boolean {
  return name.startsWith('x_')
}
