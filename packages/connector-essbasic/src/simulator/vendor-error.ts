/** An error as the vendor reports it: inside of a reply with status 200. */
export class VendorError extends Error {
  /** The vendor's code, such as `AuthFailure.SignatureFailure`. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'VendorError'
    this.code = code
  }
}

/**
 * Refuses a request unless a condition holds.
 * @throws VendorError
 */
export function demand(holds: boolean, code: string, message: string): asserts holds {
  if (!holds) throw new VendorError(code, message)
}
