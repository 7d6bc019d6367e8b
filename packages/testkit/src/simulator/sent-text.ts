import { type EncodedRequest, encodeJson } from '@outlay/core'

/** A request as it was sent, as one text. */
export function sentText({ url, headers, body }: EncodedRequest): string {
  return url + encodeJson(headers) + (body === undefined ? '' : new TextDecoder().decode(body))
}
