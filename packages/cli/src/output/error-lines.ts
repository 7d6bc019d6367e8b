import type { OutlayError } from '@outlay/core'
import { oneLine } from './one-line.js'

/** How an error is told: what happened, what to do, the vendor's own words for its support. A stack only for bugs, and only where asked for. */
export function errorLines(
  error: OutlayError,
  options: { readonly about?: string; readonly stack?: boolean } = {},
): readonly string[] {
  const { hint, vendor, attempts, resumeAt, category, stack } = error
  const request = vendor?.requestId === undefined ? '' : `, request id ${vendor.requestId}`
  return [
    `outlay: ${options.about === undefined ? '' : `${options.about}: `}${oneLine(error.message)}`,
    ...(hint === undefined ? [] : [`  what to do: ${hint}`]),
    ...(resumeAt === undefined ? [] : [`  may go on: ${resumeAt}`]),
    ...(vendor === undefined ? [] : [`  vendor: code ${oneLine(vendor.code)}${oneLine(request)}`]),
    ...(attempts.length > 1 ? [`  attempts: ${oneLine(attempts.join('; '))}`] : []),
    ...(options.stack && category === 'bug' && stack !== undefined ? [stack, ...causeOf(error)] : []),
  ]
}

function causeOf({ cause }: Error): readonly string[] {
  return cause instanceof Error && cause.stack !== undefined ? [`caused by ${cause.stack}`] : []
}
