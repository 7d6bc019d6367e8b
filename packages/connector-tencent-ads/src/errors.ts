import { inBand } from '@outlay/core'
import * as z from 'zod'
import { returnCodeFamilies, returnCodes } from './return-codes.js'

/** Errors come with HTTP 200 and a `code` other than 0. */
export const errors = inBand({
  envelope: z.object({
    code: z.union([z.int(), z.string()]),
    message: words(),
    message_cn: words(),
    code_type: words(),
    trace_id: words(),
  }),
  ok: (body) => String(body.code) === '0',
  code: (body) => body.code,
  // Often only the Chinese text says something; either may be empty.
  message: (body) => body.message_cn || body.message,
  requestId: (body, headers) => body.trace_id || headers['x-tsa-trace-id'],
  classes: returnCodes,
  families: returnCodeFamilies,
})

/** Text that only adds to an error: of another type, it is done without. */
function words() {
  return z.string().nullish().catch(null)
}
