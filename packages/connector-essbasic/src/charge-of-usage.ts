import { type Charge, priceUnits, utcSeconds } from '@outlay/core'
import type { Config } from './config.js'
import { quotaTypeOf } from './quota-types.js'
import type { UsageDetail } from './usage-detail.js'

/**
 * What a row is worth. A prepaid package covers it, so nothing is billed; it is worth units times the configured price,
 * signs kept: returns are negative. Without a price both are unknown, never zero.
 */
export function chargeOfUsage(usage: UsageDetail, { unitPrices, currency }: Config): Charge {
  const { QuotaType, UseCount, CostTime } = usage
  const price = Object.hasOwn(unitPrices, QuotaType) ? unitPrices[QuotaType] : undefined
  const { meter, unit } = quotaTypeOf(QuotaType)
  const hour = Math.floor(CostTime / HOUR) * HOUR
  return {
    billed: price === undefined ? null : { amount: '0', currency },
    effective: price === undefined ? null : priceUnits(UseCount, price, currency),
    status: price === undefined ? 'unpriced' : 'configured-unit-price',
    period: { start: utcSeconds(hour * 1000), end: utcSeconds((hour + HOUR) * 1000) },
    sku: QuotaType,
    meter,
    quantity: { amount: UseCount, unit },
    accountId: usage.AppId,
    ...subAccountOf(usage),
    resource: resourceOf(usage),
    attributes: {
      CostTime: utcSeconds(CostTime * 1000),
      CostType: usage.CostType,
      QuotaName: usage.QuotaName ?? null,
      CreateOrganizationName: usage.CreateOrganizationName ?? null,
      UnitPriceConfigured: price ?? null,
    },
  }
}

const HOUR = 3600

/** Answers for the whole application name an initiator, which is no account: only what was asked for is one. */
function subAccountOf({ ProxyOrganizationOpenId, CreateOrganizationName }: UsageDetail) {
  if (ProxyOrganizationOpenId === null) return {}
  return { subAccountId: ProxyOrganizationOpenId, subAccountName: CreateOrganizationName || undefined }
}

function resourceOf({ FlowId, FlowName }: UsageDetail): Charge['resource'] {
  return FlowId ? { id: `flow/${FlowId}`, type: 'Contract Flow', name: FlowName || undefined } : undefined
}
