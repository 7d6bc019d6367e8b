import { headerOf, type ReceivedRequest } from './received-request.js'
import type { SimulatorSettings } from './simulator-options.js'
import { tc3Signature, utcDate } from './tc3-signature.js'
import { demand, VendorError } from './vendor-error.js'

/** Seconds that a client's clock may be off in either direction. */
const allowedSkew = 300
const service = 'essbasic'
const invalid = 'AuthFailure.InvalidAuthorization'
const authorizationForm =
  /^TC3-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/,\s]+)\/tc3_request, SignedHeaders=([a-z\d;-]+), Signature=([\da-f]{64})$/

interface Authorization {
  readonly secretId: string
  readonly date: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

type Credentials = Pick<SimulatorSettings, 'secretId' | 'secretKey' | 'token' | 'signedHost'>

/**
 * Lets a request through whose key, clock, signature and token are right.
 * @param now the vendor's clock in ms since the epoch
 * @throws VendorError `AuthFailure.*`, or `MissingParameter` and `InvalidParameterValue` for X-TC-Timestamp
 */
export function authenticate(request: ReceivedRequest, credentials: Credentials, now: number): void {
  const authorization = parseAuthorization(headerOf(request, 'authorization'))
  for (const name of authorization.signedHeaders) {
    demand(request.headers[name] !== undefined, invalid, `The signed header ${name} was not sent.`)
  }
  demand(
    authorization.secretId === credentials.secretId,
    'AuthFailure.SecretIdNotFound',
    'The SecretId is not known. Check that it is spelled correctly and has not been deleted.',
  )
  const timestamp = timestampOf(request)
  const skew = Math.abs(Math.floor(now / 1_000) - timestamp)
  demand(skew <= allowedSkew, 'AuthFailure.SignatureExpire', 'X-TC-Timestamp is more than five minutes off.')
  demand(
    isSigned(request, authorization, timestamp, credentials),
    'AuthFailure.SignatureFailure',
    'The signature does not match the request. Check the SecretKey, the UTC date and how the signature is computed.',
  )
  demand(
    headerOf(request, 'x-tc-token') === (credentials.token === '' ? undefined : credentials.token),
    'AuthFailure.TokenFailure',
    'The token does not belong to the SecretId.',
  )
}

function parseAuthorization(header: string | undefined): Authorization {
  const parts = header === undefined ? null : authorizationForm.exec(header)
  if (parts === null) throw new VendorError(invalid, 'The Authorization header is missing or not of the TC3 form.')
  const [, secretId = '', date = '', scopeService = '', names = '', signature = ''] = parts
  const signedHeaders = names.split(';')
  const ordered = signedHeaders.every((name, index) => index === 0 || (signedHeaders[index - 1] ?? '') < name)
  demand(ordered, invalid, 'SignedHeaders must be in ASCII order, each name once.')
  for (const name of ['content-type', 'host']) {
    demand(signedHeaders.includes(name), invalid, `SignedHeaders must contain ${name}.`)
  }
  return { secretId, date, service: scopeService, signedHeaders, signature }
}

function timestampOf(request: ReceivedRequest): number {
  const text = headerOf(request, 'x-tc-timestamp')
  demand(text !== undefined, 'MissingParameter', 'X-TC-Timestamp is missing.')
  demand(/^\d{1,11}$/.test(text), 'InvalidParameterValue', 'X-TC-Timestamp must be whole seconds since the epoch.')
  return Number(text)
}

function isSigned(
  request: ReceivedRequest,
  authorization: Authorization,
  timestamp: number,
  { secretKey, signedHost }: Credentials,
): boolean {
  if (authorization.date !== utcDate(timestamp) || authorization.service !== service) return false
  const host = headerOf(request, 'host') ?? ''
  const hosts = signedHost === 'host' ? [host] : [host, host.replace(/:\d+$/, '')]
  const { method, query, body } = request
  return hosts.some((signed) => {
    const headers = authorization.signedHeaders.map((name) => {
      const value = name === 'host' ? signed : (headerOf(request, name) ?? '')
      return [name, value] as const
    })
    return authorization.signature === tc3Signature({ method, query, headers, body, timestamp, service }, secretKey)
  })
}
