import { webcrypto } from 'node:crypto'

/** A call as it came. */
export interface Call {
  readonly method: string
  readonly url: string
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array
  readonly members: {
    readonly Agent?: { readonly AppId?: string; readonly ProxyOrganizationOpenId?: string }
    readonly StartTime?: string
    readonly EndTime?: string
    readonly QuotaType?: string
    readonly Offset?: number
    readonly Limit?: number
  }
}

interface Rules {
  readonly secretId: string
  readonly secretKey: string
  readonly appId: string
  readonly token: string | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
}

type Broken = (call: Call, rules: Rules) => boolean | Promise<boolean>

const MEMBERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['ChannelDescribeBillUsageDetail', ['Agent', 'StartTime', 'EndTime', 'QuotaType', 'Offset', 'Limit']],
  ['ChannelDescribeAccountBillDetail', ['Agent']],
])

/** What this server refuses, in the order in which it looks. */
const CHECKS: readonly (readonly [code: string, broken: Broken])[] = [
  ['UnsupportedProtocol', ({ method }) => method !== 'POST'],
  ['InvalidRequest', ({ url, headers }) => url !== '/' || headers.get('content-type') !== 'application/json'],
  ['AuthFailure.InvalidAuthorization', (call) => part(call, 'Credential').split('/').length !== 4],
  ['AuthFailure.SecretIdNotFound', (call, { secretId }) => part(call, 'Credential').split('/')[0] !== secretId],
  ['AuthFailure.SignatureExpire', (call, { now }) => !(Math.abs(now / 1000 - timestamp(call)) <= 301)],
  ['AuthFailure.SignatureFailure', async (call, rules) => part(call, 'Signature') !== (await signature(call, rules))],
  ['AuthFailure.TokenFailure', ({ headers }, { token }) => headers.get('x-tc-token') !== token],
  ['InvalidAction', ({ headers }) => !MEMBERS.has(headers.get('x-tc-action') ?? '')],
  ['NoSuchVersion', ({ headers }) => headers.get('x-tc-version') !== '2021-05-26'],
  [
    'UnknownParameter',
    ({ headers, members }) =>
      Object.keys(members).some((name) => !MEMBERS.get(headers.get('x-tc-action') ?? '')?.includes(name)),
  ],
  ['ResourceNotFound.NotExistApplication', ({ members }, { appId }) => members.Agent?.AppId !== appId],
  ['InvalidParameterValue.InvalidTime', (call) => isUsage(call) && !isWithinMonth(call.members)],
  ['InvalidParameter.Limit', ({ members: { Limit = 1 } }) => !(Limit >= 1 && Limit <= 100)],
]

/** The code of the first check that a call fails. */
export async function refusalOf(call: Call, rules: Rules): Promise<string | undefined> {
  for (const [code, broken] of CHECKS) if (await broken(call, rules)) return code
  return undefined
}

function isUsage({ headers }: Call): boolean {
  return headers.get('x-tc-action') === 'ChannelDescribeBillUsageDetail'
}

function isWithinMonth({ StartTime = '', EndTime = '' }: Call['members']): boolean {
  const days = [StartTime, EndTime].every((day) => /^\d{8}$/.test(day))
  return days && StartTime <= EndTime && StartTime.slice(0, 6) === EndTime.slice(0, 6)
}

function timestamp({ headers }: Call): number {
  return Number(headers.get('x-tc-timestamp') ?? Number.NaN)
}

/** A part of the Authorization header, such as `Signature`. */
function part({ headers }: Call, name: string): string {
  const [, value = ''] = new RegExp(`[ ,]${name}=([^, ]+)`).exec(headers.get('authorization') ?? '') ?? []
  return value
}

async function signature(call: Call, { secretKey }: Rules): Promise<string> {
  const [, , service = ''] = part(call, 'Credential').split('/')
  if (service !== 'essbasic') return 'none'
  const date = new Date(timestamp(call) * 1000).toISOString().slice(0, 10)
  const names = part(call, 'SignedHeaders').split(';')
  const lines = names.map((name) => `${name}:${call.headers.get(name) ?? ''}\n`).join('')
  const canonical = `POST\n/\n\n${lines}\n${names.join(';')}\n${await digest(call.body)}`
  const text = `TC3-HMAC-SHA256\n${timestamp(call)}\n${date}/essbasic/tc3_request\n${await digest(utf8(canonical))}`
  let key = utf8(`TC3${secretKey}`)
  for (const message of [date, 'essbasic', 'tc3_request', text]) key = await keyed(key, message)
  return Buffer.from(key).toString('hex')
}

async function keyed(key: Uint8Array, message: string): Promise<Uint8Array> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await webcrypto.subtle.importKey('raw', key, hmac, false, ['sign'])
  return new Uint8Array(await webcrypto.subtle.sign('HMAC', imported, utf8(message)))
}

async function digest(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex')
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
