import { expect, it } from 'vitest'
import { chargeOfUsage } from './charge-of-usage.js'
import { config } from './config.js'
import { usageDetail } from './usage-detail.js'

const connection = config.parse({
  secretId: 'AKIDexample',
  secretKey: 'example-secret-key',
  appId: 'yDexample',
  unitPrices: { CloudEnterprise: '4.80', FlowNotify: '0.0355', Tomorrow: '3' },
})

const sample = {
  AppId: 'yDexample',
  ProxyOrganizationOpenId: null,
  FlowId: 'yDwFdUUckps******uzcbXwoXbRF6ja3',
  FlowStatus: 'ALL',
  CreateOrganizationName: '典子谦示例企业',
  QuotaType: 'CloudEnterprise',
  QuotaName: '企业版运营礼包',
  UseCount: 1,
  CostTime: 1695037514,
  CostType: 1,
  Remark: '',
}

const chargeOf = (more: object = {}) => chargeOfUsage(usageDetail.parse({ ...sample, ...more }), connection)
const cny = (amount: string) => ({ amount, currency: 'CNY' })

it('bills nothing, for a package covers it, and values units at the configured price', () => {
  expect(chargeOf()).toEqual({
    billed: cny('0'),
    effective: cny('4.80'),
    status: 'configured-unit-price',
    period: { start: '2023-09-18T11:00:00Z', end: '2023-09-18T12:00:00Z' },
    sku: 'CloudEnterprise',
    meter: 'Enterprise edition contracts',
    quantity: { amount: 1, unit: 'Contracts' },
    accountId: 'yDexample',
    resource: { id: 'flow/yDwFdUUckps******uzcbXwoXbRF6ja3', type: 'Contract Flow' },
    attributes: {
      CostTime: '2023-09-18T11:45:14Z',
      CostType: 1,
      QuotaName: '企业版运营礼包',
      CreateOrganizationName: '典子谦示例企业',
      UnitPriceConfigured: '4.80',
    },
  })
})

it('values a return below zero, exactly', () => {
  const charge = chargeOf({ QuotaType: 'FlowNotify', UseCount: -3, CostType: 2 })
  expect(charge.effective).toEqual(cny('-0.1065'))
  expect(charge.quantity).toEqual({ amount: -3, unit: 'Requests' })
})

it.each(['SignFlow', 'toString', '__proto__'])('leaves %s, which has no price, unpriced and not free', (QuotaType) => {
  const charge = chargeOf({ QuotaType })
  expect([charge.billed, charge.effective, charge.status]).toEqual([null, null, 'unpriced'])
  expect(charge.attributes?.UnitPriceConfigured).toBeNull()
})

it('takes a quota type that is newer than the connector as its own label', () => {
  const charge = chargeOf({ QuotaType: 'Tomorrow', UseCount: 2 })
  expect([charge.effective, charge.sku, charge.meter]).toEqual([cny('6'), 'Tomorrow', 'Tomorrow'])
  expect(charge.quantity).toEqual({ amount: 2, unit: 'Units' })
})

it('names a sub-account only where one was asked for', () => {
  expect(chargeOf()).not.toHaveProperty('subAccountId')
  expect(chargeOf({ ProxyOrganizationOpenId: 'org_a' })).toMatchObject({
    subAccountId: 'org_a',
    subAccountName: '典子谦示例企业',
  })
})

it.each([{ FlowId: '' }, { FlowId: null }, { FlowId: undefined }])('knows no resource for %j', (more) => {
  expect(chargeOf(more).resource).toBeUndefined()
})

it('names the contract only where personal data is kept', () => {
  expect(chargeOf({ FlowName: '典子谦示例合同' }).resource?.name).toBe('典子谦示例合同')
})
