import type * as z from 'zod'

/** What is wrong and where, one sentence an issue, without values. */
export function reasonsOf(error: z.ZodError): readonly string[] {
  return error.issues.map((issue) => {
    const where = issue.path.map(String).join('.')
    return where === '' ? issue.message : `${where}: ${issue.message}`
  })
}
