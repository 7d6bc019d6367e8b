/** The vendor's no to a request: a return code, and the parameter at fault where there is one. */
export class Refusal extends Error {
  readonly code: number
  readonly field: string | undefined

  constructor(code: number, field?: string) {
    super(MESSAGES[code]?.[0] ?? 'request failed')
    this.name = 'Refusal'
    this.code = code
    this.field = field
  }
}

/** The English and the Chinese text for a return code. */
export function messagesOf(code: number): readonly [english: string, chinese: string] {
  return MESSAGES[code] ?? ['request failed', '请求失败']
}

const MESSAGES: Readonly<Record<number, readonly [english: string, chinese: string]>> = {
  11000: ['access token expired', '令牌已过期'],
  11002: ['access token invalid', '令牌无效'],
  11005: ['access token empty', '令牌为空'],
  11007: ['client_id invalid', '应用无效'],
  11009: ['authorization code expired', '授权码已过期'],
  11010: ['refresh token malformed', '刷新令牌格式错误'],
  11011: ['authorization code malformed', '授权码格式错误'],
  11012: ['refresh token expired', '刷新令牌已过期'],
  11013: ['authorization code used before', '授权码已被使用'],
  11014: ['API outside the granted scope', '接口不在授权范围内'],
  11017: ['too many requests in this minute', '本分钟请求次数超限'],
  12000: ['global parameter missing', '缺少全局参数'],
  12003: ['parameter is no valid JSON', '参数不是有效的 JSON'],
  12007: ['no such API', '接口不存在'],
  12008: ['fields is no array', 'fields 不是数组'],
  12009: ['fields names an unknown field', 'fields 中有不存在的字段'],
  12100: ['nonce used before', 'nonce 已被使用'],
  12101: ['timestamp out of tolerance', '时间戳超出允许误差'],
  12201: ['account not allowed for this token', '令牌无权操作该帐号'],
  18001: ['required parameter missing', '缺少必填参数'],
  18002: ['parameter has a wrong type', '参数类型错误'],
  18003: ['parameter above its maximum', '参数超过最大值'],
  18004: ['parameter below its minimum', '参数小于最小值'],
  18009: ['not an allowed value', '参数值不在允许范围内'],
  18012: ['too few values', '参数值个数过少'],
  18014: ['wrong length', '参数长度不符'],
  31002: ['parameter out of range', '参数超出范围'],
  31057: ['a date lies before another that it must not precede', '日期先后顺序错误'],
  127005: ['page too deep: use asynchronous reports', '翻页过深,请使用异步报表'],
  127011: ['reports are frozen for a while', '报表请求被限流'],
}
