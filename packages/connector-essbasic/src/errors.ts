import { type ErrorCategory, type FailureClass, inBand } from '@outlay/core'
import * as z from 'zod'

type Verdict = ErrorCategory | FailureClass

const auth = (hint: string): FailureClass => ({ category: 'auth', hint })
const input = (hint: string): FailureClass => ({ category: 'invalid_request', hint })
/** Ends one sub-organisation's or quota type's window; the others are asked for. */
const oneOf = (category: ErrorCategory, hint: string): FailureClass => ({ category, stops: 'window', hint })
const address = (hint: string): FailureClass => ({ category: 'permission', stops: 'connection', hint })
/** The key pair is right; its owner may not do this. */
const denied: FailureClass = {
  category: 'permission',
  hint: "Grant the owner of secretId this action in the vendor's access management console.",
}
const gone: FailureClass = {
  category: 'not_found',
  hint: 'Check that baseUrl is the host of essbasic; if it is, the vendor has moved on: look for a newer version of the connector.',
}
/** The vendor says nothing of trying again: a later run does. */
const later: FailureClass = { category: 'transient', retryable: false }

/** Codes that say more than their family. */
const classes: Readonly<Record<string, Verdict>> = {
  'AuthFailure.SignatureExpire': {
    ...auth("This machine's clock is more than five minutes off the vendor's: set it right."),
    skew: true,
  },
  'AuthFailure.SignatureFailure': auth(
    'Check secretKey; with a proxy, check that the Host header arrives as in baseUrl.',
  ),
  'AuthFailure.SecretIdNotFound': auth('Check secretId: the vendor does not know it.'),
  'AuthFailure.InvalidSecretId': auth('Check secretId: it must be the SecretId of a Tencent Cloud API key.'),
  'AuthFailure.TokenFailure': auth('Fetch a new STS token, with its own secretId and secretKey.'),
  'AuthFailure.MFAFailure': auth('The key pair demands a second factor: use one that does not.'),
  'AuthFailure.UnauthorizedOperation': denied,
  'FailedOperation.AuthFail': auth('Check secretId and secretKey, and that their owner may use the application.'),
  UnauthorizedOperation: denied,
  'OperationDenied.NoApiAuth': denied,
  // Documented as a limit of queries whose rules support tells: nothing says that seconds help.
  'OperationDenied.OutQueryLimit': {
    category: 'rate_limited',
    retryable: false,
    stops: 'stream',
    hint: "Run again later; the vendor's support knows the limit.",
  },
  IpInBlacklist: address("This machine's address is on the account's block list."),
  IpNotInWhitelist: address("Add this machine's address to the account's allow list."),
  'InvalidParameter.Limit': input('Set pageSize to 50, the most that every edition of the API allows.'),
  'InvalidParameterValue.InvalidQuotaType': oneOf('invalid_request', 'Check quotaTypes: the vendor does not take one.'),
  'InvalidParameterValue.InvalidTime': input(
    "Set windows to months, and check this machine's date; if both are right, the vendor has changed how far a query may reach: report it.",
  ),
  'InvalidParameter.OpenId': oneOf('invalid_request', 'Check organizationOpenIds and operatorOpenId.'),
  'ResourceNotFound.NotExistApplication': { category: 'not_found', hint: 'Check appId.' },
  'ResourceNotFound.Organization': oneOf('not_found', 'Check organizationOpenIds.'),
  UnsupportedRegion: input('Remove region: the product needs none.'),
  ResponseSizeLimitExceeded: input('Lower pageSize.'),
}

/** By what stands before the first dot. What is not here is no documented code. */
const families: readonly (readonly [word: string, verdict: Verdict])[] = [
  ['AuthFailure', 'auth'],
  ['UnauthorizedOperation', 'permission'],
  ['OperationDenied', 'permission'],
  ['RequestLimitExceeded', 'rate_limited'],
  ['LimitExceeded', 'quota_exhausted'],
  ['InternalError', 'transient'],
  ['ServiceUnavailable', 'transient'],
  ['ResourceUnavailable', 'transient'],
  ['FailedOperation', later],
  ['ResourceInUse', later],
  ['ResourceInsufficient', later],
  ['ResourceNotFound', 'not_found'],
  ['ActionOffline', gone],
  ['InvalidAction', gone],
  ['NoSuchProduct', gone],
  ['NoSuchVersion', gone],
  ['InvalidParameter', 'invalid_request'],
  ['InvalidParameterValue', 'invalid_request'],
  ['InvalidRequest', 'invalid_request'],
  ['MissingParameter', 'invalid_request'],
  ['UnknownParameter', 'invalid_request'],
  ['UnsupportedOperation', 'invalid_request'],
  ['UnsupportedProtocol', 'invalid_request'],
  ['RequestSizeLimitExceeded', 'invalid_request'],
  ['DryRunOperation', 'vendor_bug'],
]

/** Errors come in a 2xx reply, as a member beside the request id. */
export const errors = inBand({
  envelope: z.object({
    Response: z.object({
      Error: z.object({ Code: z.string(), Message: z.string().nullish() }).nullish(),
      RequestId: z.string().nullish(),
    }),
  }),
  ok: ({ Response }) => !Response.Error,
  code: ({ Response }) => Response.Error?.Code,
  message: ({ Response }) => Response.Error?.Message,
  requestId: ({ Response }) => Response.RequestId,
  classes,
  families: families.map(([word, verdict]) => ({
    codes: `${word}, ${word}.…`,
    has: (code) => code.replace(/\..*$/, '') === word,
    verdict,
  })),
})
