import type { OutlayError } from '@outlay/core'

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

/** A vendor's words may hold anything: no line that it forges, no control code for the terminal, no flood. */
function oneLine(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
  return clean.length > MOST_CHARACTERS ? `${clean.slice(0, MOST_CHARACTERS)} …` : clean
}

const MOST_CHARACTERS = 1000

function causeOf({ cause }: Error): readonly string[] {
  return cause instanceof Error && cause.stack !== undefined ? [`caused by ${cause.stack}`] : []
}
