/** A kind of quota that the vendor sells, with the made-up figures that the generated world uses for it. */
export interface QuotaKind {
  readonly type: string
  readonly packageName: string
  /** How often it is used, relative to the others. */
  readonly weight: number
  /** Most units that one usage row takes. */
  readonly maxUse: number
}

/** The quota types of the vendor's page; the action refuses any other as a filter. */
export const quotaCatalogue: readonly QuotaKind[] = [
  { type: 'CloudEnterprise', packageName: '企业版运营礼包', weight: 30, maxUse: 1 },
  { type: 'SingleSignature', packageName: '单方签章加量包', weight: 8, maxUse: 3 },
  { type: 'CloudProve', packageName: '签署报告包', weight: 2, maxUse: 1 },
  { type: 'CloudOnlineSign', packageName: '会议签约包', weight: 2, maxUse: 1 },
  { type: 'ChannelWeCard', packageName: '微工卡包', weight: 3, maxUse: 1 },
  { type: 'SignFlow', packageName: '合同套餐(标准)', weight: 20, maxUse: 1 },
  { type: 'SignFace', packageName: '人脸意愿包', weight: 8, maxUse: 2 },
  { type: 'SignPassword', packageName: '密码意愿包', weight: 3, maxUse: 2 },
  { type: 'SignSMS', packageName: '短信意愿包', weight: 6, maxUse: 3 },
  { type: 'PersonalEssAuth', packageName: '个人实名包', weight: 5, maxUse: 2 },
  { type: 'PersonalThirdAuth', packageName: '个人实名包(三方)', weight: 2, maxUse: 2 },
  { type: 'OrgEssAuth', packageName: '企业实名包', weight: 1, maxUse: 1 },
  { type: 'FlowNotify', packageName: '短信通知包', weight: 8, maxUse: 5 },
  { type: 'AuthService', packageName: '工商查询包', weight: 2, maxUse: 1 },
]

/**
 * Prices per unit in CNY for every quota type, as decimal strings with differing numbers of decimals.
 * They are invented: the vendor's reply counts units and names no money.
 */
export const defaultUnitPrices: Readonly<Record<string, string>> = {
  CloudEnterprise: '4.80',
  SingleSignature: '0.35',
  CloudProve: '50',
  CloudOnlineSign: '6.50',
  ChannelWeCard: '1.2',
  SignFlow: '3.99',
  SignFace: '0.455',
  SignPassword: '0.1',
  SignSMS: '0.045',
  PersonalEssAuth: '0.875',
  PersonalThirdAuth: '1.005',
  OrgEssAuth: '12.00',
  FlowNotify: '0.0355',
  AuthService: '0.3',
}

const totalWeight = quotaCatalogue.reduce((sum, kind) => sum + kind.weight, 0)

/** The kind that a number in [0, 1) falls on, by weight. */
export function pickQuotaKind(share: number): QuotaKind {
  let rest = share * totalWeight
  for (const kind of quotaCatalogue) {
    rest -= kind.weight
    if (rest < 0) return kind
  }
  throw new RangeError(`a share must be in [0, 1), not ${share}`)
}
