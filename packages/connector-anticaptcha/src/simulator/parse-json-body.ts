import { inputRefusal, type RequestBody } from './read-property.js'

/**
 * Reads a body that claims to be JSON as a map of its properties.
 *
 * @throws VendorRefusal with the input error, for any other content type (the `application-json` that the vendor's
 * pages print is one) and for a body that is no JSON object.
 */
export function parseJsonBody(contentType: string | undefined, text: string): RequestBody {
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? '')) {
    throw inputRefusal('content type must be application/json')
  }
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw inputRefusal('request body is not valid JSON')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw inputRefusal('request body is not a JSON object')
  }
  return { properties: new Map(Object.entries(body)), text }
}
