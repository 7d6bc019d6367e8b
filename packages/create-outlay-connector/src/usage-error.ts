/** A command line that cannot be done: what is wrong and where, then what to do. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message)
    this.name = 'UsageError'
  }
}
