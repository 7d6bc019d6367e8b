import type { AnswerContext } from './answer-context.js'
import { authenticate } from './authenticate.js'
import { describeAccounts } from './describe-accounts.js'
import { describeUsage } from './describe-usage.js'
import { headerOf, largestBody, type ReceivedRequest } from './received-request.js'
import { demand, VendorError } from './vendor-error.js'

/** The content of an action's reply to a body at the vendor's now. */
type Action = (body: Buffer, context: AnswerContext, now: number) => object

const actions: ReadonlyMap<string, Action> = new Map([
  ['ChannelDescribeBillUsageDetail', describeUsage],
  ['ChannelDescribeAccountBillDetail', describeAccounts],
])

/**
 * The content of the reply to a request at the vendor's now (ms since the epoch).
 * @throws VendorError for whatever the vendor refuses
 */
export function answer(request: ReceivedRequest, context: AnswerContext, now: number): object {
  checkTransport(request)
  authenticate(request, context.settings, now)
  const [name, action] = actionOf(request)
  checkOptions(request)
  const { perSecond } = context.settings
  demand(context.withinRate(name, now), 'RequestLimitExceeded', `More than ${perSecond} requests within one second.`)
  return action(request.body, context, now)
}

function checkTransport({ method, path, query, headers, body }: ReceivedRequest): void {
  demand(method === 'POST', 'UnsupportedProtocol', 'Only POST is supported.')
  demand(path === '/' && query === '', 'InvalidRequest', 'The path must be / without a query.')
  const json = /^application\/json(?:; ?charset=utf-8)?$/i.test(headers['content-type'] ?? '')
  demand(json, 'InvalidRequest', 'The Content-Type must be application/json.')
  demand(body.length <= largestBody, 'RequestSizeLimitExceeded', 'The body is larger than 10 MB.')
}

function actionOf(request: ReceivedRequest): readonly [name: string, action: Action] {
  const name = headerOf(request, 'x-tc-action')
  const version = headerOf(request, 'x-tc-version')
  demand(name !== undefined, 'MissingParameter', 'X-TC-Action is missing.')
  demand(version !== undefined, 'MissingParameter', 'X-TC-Version is missing.')
  demand(version === '2021-05-26', 'NoSuchVersion', 'The product has no such version.')
  const action = actions.get(name)
  if (action === undefined) throw new VendorError('InvalidAction', 'The product has no such action.')
  return [name, action]
}

/** Headers that may be left out. Others, such as X-TC-TraceId, say nothing to the action. */
function checkOptions(request: ReceivedRequest): void {
  const language = headerOf(request, 'x-tc-language')
  const spoken = language === undefined || language === 'zh-CN' || language === 'en-US'
  demand(spoken, 'InvalidParameterValue', 'X-TC-Language must be zh-CN or en-US.')
  // The product needs no region and no source lists those that it knows: the form is all that can be checked.
  const region = headerOf(request, 'x-tc-region')
  const formed = region === undefined || /^[a-z]+(?:-[a-z\d]+)+$/.test(region)
  demand(formed, 'UnsupportedRegion', 'The product does not serve this region.')
}
