/** The code that Node gives an error of the system or of loading a module, such as `ENOENT`; undefined for one without. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** The same as a message has it behind what went wrong: ` (ENOENT)`, or nothing. */
export function inBrackets(code: string | undefined): string {
  return code === undefined ? '' : ` (${code})`
}
