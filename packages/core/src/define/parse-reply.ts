import type * as z from 'zod'
import { VendorError } from '../contract/errors.js'
import type { JsonValue } from '../numbers/json-value.js'
import { reasonsOf } from './reasons.js'
import { valueReader } from './record-reader.js'

/** Stage `validate`: the body by the endpoint's schema. Throws a VendorError that names the members at fault and quotes nothing. */
export function replyParser<Res extends z.ZodType>(schema: Res): (body: JsonValue) => z.output<Res> {
  const read = valueReader(schema)
  // What the reader gives is what the schema gives.
  return (body) => (read?.(body) as z.output<Res> | undefined) ?? parseReply(schema, body)
}

function parseReply<Res extends z.ZodType>(schema: Res, body: JsonValue): z.output<Res> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new VendorError({
    code: 'REPLY_UNEXPECTED',
    category: 'vendor_bug',
    stops: 'window',
    message: `the reply does not look as documented: ${reasonsOf(parsed.error).join('; ')}`,
    hint: 'The vendor may have changed its API: look for a newer version of the connector, or report this.',
  })
}
