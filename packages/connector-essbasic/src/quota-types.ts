/** What a quota type counts. */
export interface QuotaType {
  /** English label. */
  readonly meter: string
  /** A plural noun, as FOCUS wants it. */
  readonly unit: 'Contracts' | 'Requests' | 'Units'
}

/**
 * Labels and units of the documented quota types, and of NoAuthSign, which some editions of the API know. The vendor adds
 * types now and then: another one is its own label and counts plain units.
 */
export function quotaTypeOf(type: string): QuotaType {
  return KNOWN.get(type) ?? { meter: type, unit: 'Units' }
}

const KNOWN: ReadonlyMap<string, QuotaType> = new Map([
  ['CloudEnterprise', { meter: 'Enterprise edition contracts', unit: 'Contracts' }],
  ['SingleSignature', { meter: 'Single-party seals', unit: 'Contracts' }],
  ['CloudProve', { meter: 'Signing reports', unit: 'Requests' }],
  ['CloudOnlineSign', { meter: 'Tencent Meeting online signing', unit: 'Contracts' }],
  ['ChannelWeCard', { meter: 'WeCard contracts', unit: 'Contracts' }],
  ['SignFlow', { meter: 'Contract package', unit: 'Contracts' }],
  ['SignFace', { meter: 'Signing intent by face recognition', unit: 'Requests' }],
  ['SignPassword', { meter: 'Signing intent by password', unit: 'Requests' }],
  ['SignSMS', { meter: 'Signing intent by text message', unit: 'Requests' }],
  ['PersonalEssAuth', { meter: 'Signer identity checks by Tencent eSign', unit: 'Requests' }],
  ['PersonalThirdAuth', { meter: 'Signer identity checks by a trusted third party', unit: 'Requests' }],
  ['OrgEssAuth', { meter: 'Organisation identity checks', unit: 'Requests' }],
  ['FlowNotify', { meter: 'Text message notifications', unit: 'Requests' }],
  ['AuthService', { meter: 'Company registry look-ups', unit: 'Requests' }],
  ['NoAuthSign', { meter: 'Signing without authentication', unit: 'Contracts' }],
])
