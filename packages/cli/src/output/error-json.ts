import type { OutlayError } from '@outlay/core'

/** An error as `--json` gives it: everything that the lines for people say. */
export function errorJson(error: OutlayError): Readonly<Record<string, unknown>> {
  const { code, category, message, hint, vendor, attempts, resumeAt } = error
  return { code, category, message, hint, vendor, attempts, resumeAt }
}
