import { OutlayError } from '@outlay/core'
import { read } from '@outlay/core/runtime'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { essbasic } from './index.js'
import { SAMPLE } from './testing/samples.js'

const appId = 'yDwFdUUckpsw******yQ0af8bHosXQtb'
const keys = { secretId: 'AKIDexample', secretKey: 'example-secret-key' }

/** The vendor's page, example 1. */
const REFUSED = `{
"Response": {
"Error": {
"Code": "InvalidParameter.Limit",
"Message": "分页参数不合法"
},
"RequestId": "s169935778xxxxxxx"
}
}`

/** What the page says of its row, without the names of persons. */
const SAMPLE_RECORD = {
  AppId: appId,
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

describe("the vendor's samples", () => {
  it('come out as the record that the page describes', async () => {
    const sent = vendor(SAMPLE)
    expect(await rows({ pageSize: 20 })).toEqual([SAMPLE_RECORD])
    expect(sent).toEqual([
      { Agent: { AppId: appId }, StartTime: '20230901', EndTime: '20230930', Offset: 0, Limit: 20 },
    ])
  })

  it('come out with the sub-organisation that was asked for', async () => {
    const sent = vendor(SAMPLE)
    const asked = { organizationOpenIds: ['org_dianziqian'], operatorOpenId: 'n9527' }
    expect(await rows(asked)).toEqual([{ ...SAMPLE_RECORD, ProxyOrganizationOpenId: 'org_dianziqian' }])
    expect(sent[0]?.Agent).toEqual({
      AppId: appId,
      ProxyOrganizationOpenId: 'org_dianziqian',
      ProxyOperator: { OpenId: 'n9527' },
    })
  })

  it('come out with the names of persons where they are wanted', async () => {
    vendor(SAMPLE)
    const [row] = await rows({ personalData: true })
    expect(row).toEqual({ ...SAMPLE_RECORD, FlowName: '典子谦示例合同', OperatorName: '张三;典子谦' })
  })

  it('come out as the error that the page describes', async () => {
    vendor(REFUSED)
    const error = await rows().catch((caught: unknown) => caught)
    if (!OutlayError.isInstance(error)) throw error
    expect(error.category).toBe('invalid_request')
    expect(error.vendor).toEqual({
      code: 'InvalidParameter.Limit',
      message: '分页参数不合法',
      requestId: 's169935778xxxxxxx',
    })
    expect(error.hint).toMatch(/pageSize to 50/)
  })
})

/** The vendor's host, answering one call; gives the bodies that it hears. */
function vendor(reply: string): Sent[] {
  const heard: Sent[] = []
  nock('https://essbasic.tencentcloudapi.com')
    .post('/')
    .reply(async (request: Request) => {
      heard.push(JSON.parse(await request.text()))
      return [200, reply]
    })
  return heard
}

interface Sent {
  readonly Agent: Readonly<Record<string, unknown>>
}

async function rows(more: object = {}) {
  const found = []
  const options = { config: { ...keys, appId, ...more }, from: '2023-09-01', to: '2023-10-01' }
  for await (const row of read(essbasic, 'bill_usage_detail', options)) {
    const units: number = row.UseCount // compiles only where read() knows the record
    expect(units).toBeTypeOf('number')
    found.push(row)
  }
  return found
}
