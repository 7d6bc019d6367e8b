import {
  type AuthContext,
  type Authenticator,
  type AuthKit,
  type EncodedRequest,
  reveal,
  type Secret,
} from '@outlay/core'
import { canonicalRequest } from './canonical-request.js'
import { ALGORITHM, scopeAt, scopeText, stringToSign } from './string-to-sign.js'
import { tc3Signature } from './tc3-signature.js'

/** A key pair of Tencent Cloud. */
export interface Tc3Credentials {
  readonly secretId: Secret
  readonly secretKey: Secret
  /** Of a temporary key pair: sent as `x-tc-token`, not signed. */
  readonly token?: Secret | undefined
}

export interface Tc3Options<C> {
  /** The product's name in the scope, whatever host answers. */
  readonly service: string
  readonly credentials: (config: C) => Tc3Credentials
}

/** The least that the vendor demands, and what its own SDKs sign. */
const SIGNED_HEADERS = ['content-type', 'host']

/** What the vendor expects of a request without a body. */
const NO_BODY_TYPE = 'application/x-www-form-urlencoded'

/**
 * Signs requests with TC3-HMAC-SHA256, anew on every attempt: the vendor refuses a timestamp more than five minutes off.
 * Adds `authorization`, `content-type` where there is none, `x-tc-timestamp` and, with a temporary key pair, `x-tc-token`.
 * See https://www.tencentcloud.com/document/product/555/30750.
 */
export function tc3HmacSha256<C>(kit: AuthKit<C>, { service, credentials }: Tc3Options<C>): Authenticator<C> {
  return kit.sign('tc3-hmac-sha256', (request, { config, clock }: AuthContext<C>) => {
    const { secretId, secretKey, token } = credentials(config)
    const timestamp = clock.unixSeconds()
    const scope = scopeAt(timestamp, service)
    const typed = withContentType(request)
    const text = stringToSign(timestamp, scope, canonicalRequest(typed, SIGNED_HEADERS))
    const parts = [
      `Credential=${reveal(secretId)}/${scopeText(scope)}`,
      `SignedHeaders=${SIGNED_HEADERS.join(';')}`,
      `Signature=${tc3Signature(reveal(secretKey), scope, text)}`,
    ]
    return {
      'content-type': typed.headers['content-type'],
      'x-tc-timestamp': String(timestamp),
      ...(token && { 'x-tc-token': reveal(token) }),
      authorization: `${ALGORITHM} ${parts.join(', ')}`,
    }
  })
}

function withContentType(request: EncodedRequest) {
  const { 'content-type': contentType = NO_BODY_TYPE, ...others } = request.headers
  return { ...request, headers: { ...others, 'content-type': contentType } }
}
