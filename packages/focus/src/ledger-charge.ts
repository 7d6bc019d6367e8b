import type { BillingProfile, Charge } from '@outlay/core'

/** A charge as a ledger hands it out: the charge, where it came from, and what is known of the window that held it. */
export interface LedgerChargeLike extends Charge {
  readonly connection: string
  /** The connector's id. */
  readonly connector: string
  readonly stream: string
  /** The record's primary key as canonical JSON text, unique within connection and stream. */
  readonly key: string
  /** The window that held the record. Unless it is final, the charge may still change. */
  readonly window: { readonly final: boolean }
  /** When the read that gave the record began, ISO 8601 UTC; null where the ledger does not say. */
  readonly readAt: string | null
  /** The billing profile of the connection. */
  readonly billing: BillingProfile
}
