/** What a vendor says of a call itself, beside its data. */
export interface Receipt {
  /** The vendor's id of the call, for its support. */
  readonly requestId?: string | null | undefined
  /** What the call used up of a balance or an allowance, in the vendor's own unit, as the vendor writes it. */
  readonly units?: string | null | undefined
}
