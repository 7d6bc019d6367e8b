import { type ErrorRules, inBand } from '@outlay/core'
import * as z from 'zod'
import type { Config } from './config.js'
import { refusals } from './refusals.js'

/** Success needs both: a status that is true and a code that is 0. */
export function errors(config: Config): ErrorRules {
  return inBand({
    envelope,
    ok: (body) => String(body.status) === 'true' && String(codeOf(body)) === '0',
    code: codeOf,
    message: (body) => body.error_msg ?? body.message ?? body.error ?? body.msg,
    classes: refusals(config),
  })
}

const text = z.string().nullish().catch(null)

/**
 * Three envelopes are about: `status`, `error_code`, `error_msg`; `http_status`, `error_code`, `message` under HTTP 401;
 * and statuses and codes as text. `status` must be compared, as "false" is true to JavaScript. What has neither a code
 * nor a failed status is none of them, such as a token reply, whose status is "approved".
 */
const envelope = z
  .object({
    status: z.union([z.boolean(), z.string()]).nullish().catch(null),
    error_code: z.union([z.int(), z.string()]).nullish(),
    code: z.union([z.int(), z.string()]).nullish(),
    error_msg: text,
    message: text,
    error: text,
    msg: text,
  })
  .refine((body) => codeOf(body) !== undefined || ['false', 'error'].includes(String(body.status)))

interface Coded {
  readonly error_code?: number | string | null | undefined
  readonly code?: number | string | null | undefined
}

function codeOf(body: Coded): number | string | undefined {
  return body.error_code ?? body.code ?? undefined
}
