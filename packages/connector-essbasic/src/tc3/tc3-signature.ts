import { createHmac } from 'node:crypto'
import type { Scope } from './string-to-sign.js'

/** The signature of a string to sign: lower-case hex. The key is derived anew for the scope's day and service. */
export function tc3Signature(secretKey: string, { date, service }: Scope, text: string): string {
  const signingKey = [date, service, 'tc3_request'].reduce<string | Buffer>(hmac, `TC3${secretKey}`)
  return hmac(signingKey, text).toString('hex')
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data, 'utf8').digest()
}
