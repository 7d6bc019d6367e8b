import { VendorError } from '../contract/errors.js'

/** A walk over pages that cannot go on, because of what the vendor said. It ends its window; nothing is tried again. */
export function pagingError(
  code: string,
  message: string,
  hint = 'Report this with the connector and the window.',
): VendorError {
  return new VendorError({ code, category: 'vendor_bug', stops: 'window', message, hint })
}
