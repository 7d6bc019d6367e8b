/** The vendor's answer to a request that it refuses; thrown while a request is checked, and sent in the envelope. */
export class VendorRefusal extends Error {
  readonly errorId: number
  readonly code: string

  constructor(code: string, message: string, errorId: number = idOf(code)) {
    super(message)
    this.name = 'VendorRefusal'
    this.code = code
    this.errorId = errorId
  }
}

/** The code for malformed input. No page lists one, so neither its name nor its id is certain. */
export const INPUT_ERROR = 'ERROR_INVALID_KEY_TYPE'

// Stands for every id that the vendor does not publish, and lies outside those that it does.
const UNPUBLISHED_ID = 90

function idOf(code: string): number {
  switch (code) {
    case 'ERROR_KEY_DOES_NOT_EXIST':
      return 1
    case 'ERROR_ZERO_BALANCE':
      return 10
    case 'ERROR_IP_NOT_ALLOWED':
      return 11
    case 'ERROR_NO_SUCH_METHOD':
      return 14
    case 'ERROR_IP_BLOCKED':
      return 21
    case 'ERROR_ACCOUNT_SUSPENDED':
      return 55
    default:
      return UNPUBLISHED_ID
  }
}
