import { CLOCK, type ErrorCategory, OutlayError, type Stops, VendorError } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import nock from 'nock'
import { container } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import { essbasic } from './index.js'

const HOST = 'https://essbasic.tencentcloudapi.com'
const connection = {
  connector: 'essbasic',
  config: { secretId: 'AKIDexample', secretKey: 'example-secret-key', appId: 'yDexample' },
}

type Row = readonly [code: string, category: ErrorCategory, stops: Stops, hint?: RegExp]

/** Refused at once. */
const FINAL: readonly Row[] = [
  ['AuthFailure', 'auth', 'connection'],
  ['AuthFailure.InvalidAuthorization', 'auth', 'connection'],
  ['AuthFailure.InvalidSecretId', 'auth', 'connection', /secretId/],
  ['AuthFailure.MFAFailure', 'auth', 'connection', /second factor/],
  ['AuthFailure.SecretIdNotFound', 'auth', 'connection', /secretId/],
  ['AuthFailure.SignatureExpire', 'auth', 'connection', /clock/],
  ['AuthFailure.SignatureFailure', 'auth', 'connection', /secretKey/],
  ['AuthFailure.TokenFailure', 'auth', 'connection', /STS token/],
  ['AuthFailure.UnauthorizedOperation', 'permission', 'stream', /Grant/],
  ['FailedOperation.AuthFail', 'auth', 'connection', /secretKey/],
  ['IpInBlacklist', 'permission', 'connection', /block list/],
  ['IpNotInWhitelist', 'permission', 'connection', /allow list/],
  ['OperationDenied.BannedApplication', 'permission', 'stream'],
  ['OperationDenied.Forbid', 'permission', 'stream'],
  ['OperationDenied.NoApiAuth', 'permission', 'stream', /Grant/],
  ['OperationDenied.OutQueryLimit', 'rate_limited', 'stream', /later/],
  ['OperationDenied.WhiteListForbid', 'permission', 'stream'],
  ['UnauthorizedOperation', 'permission', 'stream', /Grant/],
  ['UnauthorizedOperation.NoPermissionFeature', 'permission', 'stream'],
  ['LimitExceeded', 'quota_exhausted', 'connection'],
  ['LimitExceeded.CallTimes', 'quota_exhausted', 'connection'],
  ['FailedOperation', 'transient', 'window'],
  ['ResourceInUse', 'transient', 'window'],
  ['ResourceInsufficient', 'transient', 'window'],
  ['ResourceNotFound', 'not_found', 'stream'],
  ['ResourceNotFound.Application', 'not_found', 'stream'],
  ['ResourceNotFound.ApplicationId', 'not_found', 'stream'],
  ['ResourceNotFound.NotExistApplication', 'not_found', 'stream', /appId/],
  ['ResourceNotFound.Organization', 'not_found', 'window', /organizationOpenIds/],
  ['ActionOffline', 'not_found', 'stream', /newer version/],
  ['InvalidAction', 'not_found', 'stream', /baseUrl/],
  ['NoSuchProduct', 'not_found', 'stream', /baseUrl/],
  ['NoSuchVersion', 'not_found', 'stream', /newer version/],
  ['InvalidParameter', 'invalid_request', 'stream'],
  ['InvalidParameter.Application', 'invalid_request', 'stream'],
  ['InvalidParameter.DataNotFound', 'invalid_request', 'stream'],
  ['InvalidParameter.Date', 'invalid_request', 'stream'],
  ['InvalidParameter.Limit', 'invalid_request', 'stream', /pageSize to 50/],
  ['InvalidParameter.OpenId', 'invalid_request', 'window', /operatorOpenId/],
  ['InvalidParameter.ParamError', 'invalid_request', 'stream'],
  ['InvalidParameterValue', 'invalid_request', 'stream'],
  ['InvalidParameterValue.InvalidQuotaType', 'invalid_request', 'window', /quotaTypes/],
  ['InvalidParameterValue.InvalidTime', 'invalid_request', 'stream', /date/],
  ['InvalidRequest', 'invalid_request', 'stream'],
  ['MissingParameter', 'invalid_request', 'stream'],
  ['MissingParameter.Date', 'invalid_request', 'stream'],
  ['RequestSizeLimitExceeded', 'invalid_request', 'stream'],
  ['ResponseSizeLimitExceeded', 'invalid_request', 'stream', /pageSize/],
  ['UnknownParameter', 'invalid_request', 'stream'],
  ['UnsupportedOperation', 'invalid_request', 'stream'],
  ['UnsupportedProtocol', 'invalid_request', 'stream'],
  ['UnsupportedRegion', 'invalid_request', 'stream', /region/],
  ['DryRunOperation', 'vendor_bug', 'window'],
  ['NobodyDocumentsThis.Code', 'vendor_bug', 'window'],
]

/** Tried four times. */
const RETRIED: readonly Row[] = [
  ['RequestLimitExceeded', 'rate_limited', 'connection'],
  ['RequestLimitExceeded.GlobalRegionUinLimitExceeded', 'rate_limited', 'connection'],
  ['RequestLimitExceeded.IPLimitExceeded', 'rate_limited', 'connection'],
  ['RequestLimitExceeded.UinLimitExceeded', 'rate_limited', 'connection'],
  ['InternalError', 'transient', 'window'],
  ['InternalError.Api', 'transient', 'window'],
  ['InternalError.Db', 'transient', 'window'],
  ['InternalError.DbConnection', 'transient', 'window'],
  ['InternalError.DbRead', 'transient', 'window'],
  ['InternalError.DependsApi', 'transient', 'window'],
  ['InternalError.DependsDb', 'transient', 'window'],
  ['InternalError.Serialize', 'transient', 'window'],
  ['InternalError.System', 'transient', 'window'],
  ['InternalError.ThirdParty', 'transient', 'window'],
  ['ServiceUnavailable', 'transient', 'window'],
  ['ResourceUnavailable', 'transient', 'window'],
]

describe("the vendor's code", () => {
  it.each(FINAL.map(named))('$code is $category, ends the $stops, and is not tried again', async (row) => {
    await expectRefusal(row, 1)
  })

  it.each(RETRIED.map(named))('$code is $category, ends the $stops, and is tried four times', async (row) => {
    await expectRefusal(row, 4)
  })
})

function named([code, category, stops, hint = /./]: Row) {
  return { code, category, stops, hint }
}

async function expectRefusal({ code, category, stops, hint }: ReturnType<typeof named>, times: number): Promise<void> {
  nock(HOST).post('/').times(times).reply(200, refusal(code))
  const error = await failed()
  expect(error).toBeInstanceOf(VendorError)
  expect(error).toMatchObject({ code: `VENDOR_${category.toUpperCase()}`, category, stops })
  expect(error.vendor).toEqual({ code, message: `消息 ${code}`, requestId: 'req-1' })
  expect(error.attempts).toHaveLength(times)
  expect(error.message).toBe(`Tencent eSign answered ${code}: 消息 ${code} (request req-1)`)
  expect(error.hint).toMatch(hint)
}

describe('a reply', () => {
  it('is tried again after a refusal that passes', async () => {
    nock(HOST).post('/').reply(200, refusal('RequestLimitExceeded'))
    nock(HOST).post('/').reply(200, '{"Response":{"Total":0,"RequestId":"s1"}}')
    await expect(check()).resolves.toMatchObject({ origin: HOST })
  })

  it('is judged by its code, not by its status', async () => {
    nock(HOST).post('/').reply(500, refusal('AuthFailure.SecretIdNotFound'))
    expect(await failed()).toMatchObject({ category: 'auth' })
  })

  it.each([
    [503, 'busy', 'transient', 4],
    [429, 'slow down', 'rate_limited', 4],
    [500, '{"Response":{"RequestId":"s1"}}', 'transient', 4],
    [200, '{"Response":{"Total":0', 'transient', 4],
    [200, '<html>', 'transient', 4],
    [200, '', 'transient', 4],
    [200, '{"code":0,"message":"another product"}', 'vendor_bug', 1],
    [403, 'no', 'permission', 1],
  ])('of %i %s is %s', async (status, body, category, times) => {
    nock(HOST).post('/').times(times).reply(status, body)
    expect(await failed()).toMatchObject({ category })
  })

  it('that leads elsewhere is not followed', async () => {
    nock(HOST).post('/').reply(302, '', { location: 'https://example.com/login' })
    expect(await failed()).toMatchObject({ code: 'REDIRECT_REFUSED', category: 'config' })
  })
})

async function failed(): Promise<OutlayError> {
  const error = await check().catch((caught: unknown) => caught)
  if (!OutlayError.isInstance(error)) throw error
  return error
}

async function check() {
  let time = Date.parse('2026-11-21T00:00:00Z')
  const clock = {
    now: () => time,
    sleep: async (ms: number) => {
      time += ms
    },
  }
  const child = container.createChildContainer().register(CLOCK, { useValue: clock })
  await using runtime = createRuntime({ connectors: [essbasic], container: child })
  return await runtime.check('e-sign', connection)
}

function refusal(code: string): string {
  return JSON.stringify({ Response: { Error: { Code: code, Message: `消息 ${code}` }, RequestId: 'req-1' } })
}
