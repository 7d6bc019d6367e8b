import { messagesOf } from './refusal.js'
import { writeObject } from './wire-json.js'

/** The body of a granted request around its data, which is JSON text. */
export function successBody(data: string): string {
  return writeObject({ code: '0', message: '""', message_cn: '""', data })
}

/** The body of a refused request: never with `data`. */
export function errorBody(error: {
  code: number
  traceId: string
  field?: string | undefined
  message?: string
}): string {
  const [english, chinese] = messagesOf(error.code)
  const prefix = error.field === undefined ? '' : `${error.field}: `
  const message = error.message ?? prefix + english
  return writeObject({
    code: String(error.code),
    message: JSON.stringify(message),
    message_cn: JSON.stringify(error.message ?? prefix + chinese),
    code_type: isSystemFailure(error.code) ? '"SysException"' : '"BusinessException"',
    ...(error.field === undefined ? {} : { errors: details(error.field, message) }),
    trace_id: JSON.stringify(error.traceId),
  })
}

function details(field: string, message: string): string {
  return JSON.stringify([
    { type: 'COMMON_PARAM_EXCEPTION', common_param_exception_spec: { error_fields: [field], error_user_msg: message } },
  ])
}

const SYSTEM_FAILURES: ReadonlySet<number> = new Set([51001, 60000, 62000, 1000000, 1000002])

function isSystemFailure(code: number): boolean {
  return (code >= 30000 && code <= 30099) || SYSTEM_FAILURES.has(code)
}
