import { VendorError } from '../contract/errors.js'
import { type ErrorCategory, type Failure, failure } from '../contract/failure.js'
import { redactedCause } from './redacted-cause.js'
import type { Redactor } from './redactor.js'

/** Whose words a failure has: the vendor's own code and message, or a code of ours for what the vendor did not say. */
export type SaidBy = 'vendor' | 'us'

/** Inside the pipeline only: one attempt that failed, for the retry stage to judge. */
export class FailedAttempt extends Error {
  constructor(
    readonly failure: Failure,
    readonly saidBy: SaidBy,
    options?: ErrorOptions,
  ) {
    super(failure.code, options)
  }

  /** An error of ours that a transport or a reader threw: it keeps its code, its hint and what it ends. */
  static of(error: VendorError, more: Partial<Failure> = {}): FailedAttempt {
    const { category, code, message, hint, stops } = error
    const own = { ...failure(category, { code, message }), hint, stops, ...more }
    return new FailedAttempt(own, 'us', { cause: error.cause })
  }

  /** The same, with the vendor's id of the call where it has none yet. */
  under(requestId: string | null | undefined): FailedAttempt {
    if (!requestId || this.failure.requestId) return this
    return new FailedAttempt({ ...this.failure, requestId }, this.saidBy, { cause: this.cause })
  }
}

/** The error that leaves the pipeline: every text in it redacted, every attempt told. */
export function vendorError(
  title: string,
  attempt: FailedAttempt,
  history: readonly string[],
  redactor: Redactor,
): VendorError {
  const { failure, saidBy } = attempt
  const own = saidBy === 'us'
  const code = redactor.text(failure.code)
  const said = redactor.text(failure.message)
  const requestId = failure.requestId === undefined ? undefined : redactor.text(failure.requestId)
  const byId = requestId ? ` (request ${requestId})` : ''
  return new VendorError({
    code: own ? code : `VENDOR_${failure.category.toUpperCase()}`,
    category: failure.category,
    stops: failure.stops,
    message: (own ? `${title}: ${said}` : `${title} answered ${code}${said && `: ${said}`}`) + byId,
    hint: failure.hint ?? (failure.skew ? SET_CLOCK : HINTS[failure.category]),
    vendor: own ? undefined : { code, message: said, requestId },
    attempts: history.map((line) => redactor.text(line)),
    cause: redactedCause(attempt.cause, redactor),
  })
}

const SET_CLOCK = "Set this machine's clock right: the vendor refuses requests because of it."

const HINTS: Readonly<Record<ErrorCategory, string>> = {
  config: 'Check the connection in the config.',
  auth: 'Check the credentials of the connection.',
  permission: 'Ask the owner of the account to grant this access.',
  invalid_request: 'The vendor refuses the request as it stands: check the config, then report it with the request id.',
  not_found: 'Check baseUrl and the ids in the config.',
  rate_limited: 'Run again later, or lower the rate.',
  quota_exhausted: 'Top up the account or wait until the vendor renews the quota.',
  transient: 'Run again: what was read is kept.',
  vendor_bug: 'The vendor sent something that its documentation does not know: report it with the code and request id.',
  data: 'Look at the quarantined records.',
  bug: 'Please report this.',
}
