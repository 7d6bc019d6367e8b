import { expect, test } from 'vitest'
import { focusCsv } from './focus-csv.js'
import { surveyCharges } from './focus-survey.js'
import type { LedgerChargeLike } from './ledger-charge.js'

const charge: LedgerChargeLike = {
  connection: 'captcha',
  connector: 'anticaptcha',
  stream: 'spending_stats',
  key: '["Recaptcha, Proxyless",1550533500]',
  window: { final: true },
  readAt: null,
  billing: {
    provider: 'Anti-Captcha',
    service: 'Anti-Captcha Task Solving',
    category: 'Other',
    subcategory: 'Other (Other)',
    timeZone: 'UTC',
    currencySource: 'assumed',
    currency: 'USD',
  },
  billed: { amount: '7.495948', currency: 'USD' },
  period: { start: '2019-02-18T23:45:00Z', end: '2019-02-19T00:45:00Z' },
  sku: 'Recaptcha, Proxyless',
}

async function csvOf(...charges: LedgerChargeLike[]): Promise<string[][]> {
  const { columns } = await surveyCharges(charges)
  const lines: string[] = []
  for await (const line of focusCsv(charges, columns)) lines.push(line)
  return lines.map((line) => line.trimEnd().split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/))
}

test('sorts FOCUS columns first and x_ columns after them', async () => {
  const [header = []] = await csvOf({ ...charge, attributes: { ApplicationId: '1' } })
  const focus = header.filter((name) => !name.startsWith('x_'))
  const own = header.filter((name) => name.startsWith('x_'))
  expect(header).toEqual([...focus.toSorted(), ...own.toSorted()])
  expect(own).toContain('x_ApplicationId')
})

test('has the columns of measures, resources and sub-accounts only where a charge fills them', async () => {
  const [bare] = await csvOf(charge)
  expect(bare).not.toEqual(expect.arrayContaining(['ConsumedQuantity']))
  expect(bare).not.toEqual(expect.arrayContaining(['ResourceId']))
  const [full] = await csvOf(charge, {
    ...charge,
    quantity: { amount: 5, unit: 'Tasks' },
    resource: { id: 'flow/1', type: 'Contract Flow' },
    subAccountId: 's',
    meter: 'Task',
  })
  expect(full).toEqual(
    expect.arrayContaining([
      'ConsumedQuantity',
      'ConsumedUnit',
      'ResourceId',
      'ResourceName',
      'SkuMeter',
      'SubAccountName',
    ]),
  )
})

test('writes a field for every column of every row, null as nothing and commas in quotes', async () => {
  const [header = [], first = [], second = []] = await csvOf(charge, { ...charge, attributes: { SoftwareId: '7' } })
  expect(first).toHaveLength(header.length)
  expect(first[header.indexOf('x_SoftwareId')]).toBe('')
  expect(second[header.indexOf('x_SoftwareId')]).toBe('7')
  expect(first[header.indexOf('SkuId')]).toBe('"Recaptcha, Proxyless"')
  expect(first[header.indexOf('x_CollectedAt')]).toBe('')
})

test('leaves unpriced charges out and tells their number and units', async () => {
  const unpriced = { ...charge, billed: null, sku: 'CloudEnterprise' }
  const charges = [
    charge,
    { ...unpriced, quantity: { amount: 3, unit: 'Contracts' } },
    { ...unpriced, quantity: { amount: '-1', unit: 'Contracts' } },
    { ...unpriced, quantity: { amount: '0.50', unit: 'Requests' } },
  ]
  expect(await csvOf(...charges)).toHaveLength(2)
  expect(await surveyCharges(charges)).toMatchObject({
    rows: 1,
    unpriced: {
      charges: 3,
      units: [
        { sku: 'CloudEnterprise', unit: 'Contracts', amount: '2' },
        { sku: 'CloudEnterprise', unit: 'Requests', amount: '0.5' },
      ],
    },
  })
})

test('writes a header for a dataset without charges', async () => {
  const [header, ...rows] = await csvOf()
  expect(header).toContain('BilledCost')
  expect(rows).toEqual([])
})
