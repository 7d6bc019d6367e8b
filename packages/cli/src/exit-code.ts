import type { ErrorCategory, OutlayError } from '@outlay/core'

/**
 * What the command ends with: 0 done, 1 bug, 2 usage or config, 3 auth or permission, 4 limited or out of quota,
 * 5 vendor or network, 6 data, 130 interrupted.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 130

const BY_CATEGORY: Readonly<Record<ErrorCategory, ExitCode>> = {
  bug: 1,
  config: 2,
  auth: 3,
  permission: 3,
  rate_limited: 4,
  quota_exhausted: 4,
  transient: 5,
  not_found: 5,
  invalid_request: 5,
  vendor_bug: 5,
  data: 6,
}

/** The exit code of one error. A category of a newer core counts as a bug. */
export function exitCodeOf({ category }: OutlayError): ExitCode {
  return BY_CATEGORY[category] ?? 1
}

/** Of several, the one that the user must act on first. */
export function worstExitCode(codes: Iterable<ExitCode>): ExitCode {
  const all = new Set(codes)
  return ORDER.find((code) => all.has(code)) ?? 0
}

const ORDER: readonly ExitCode[] = [130, 1, 2, 3, 6, 5, 4]
