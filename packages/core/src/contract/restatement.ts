import type { Money } from '../fields/money.js'

/** An amount of a row: money, or plain decimal text for a decimal, a count and a quantity; null where there is none. */
export type Amount = Money | string | null

/** The amounts that a ledger holds of one row. */
export interface HeldRow {
  /** The stream's name. */
  readonly stream: string
  /** The primary key as canonical JSON text, as the row was written with. */
  readonly key: string
  /**
   * By name: `record.<field>` for every money, decimal and count field that the stream has now; of the charge
   * `charge.billed`, `charge.effective` (where it was left out, what is billed) and `charge.quantity`. A name that is left
   * out counts as null.
   */
  readonly amounts: Readonly<Record<string, Amount>>
}

/**
 * One amount that changed, by value, in a window that had ended when it was read before. A row that appeared or vanished
 * is one for each of its amounts, which were or became null, and one more of the field `row`.
 */
export interface Restatement {
  /** The stream's name. */
  readonly stream: string
  /** The primary key as canonical JSON text. */
  readonly key: string
  /** A name of {@link HeldRow.amounts}; or `row`: how many rows stand under the key, `0` or `1`. */
  readonly field: string
  /** Decimal text with the digits that the ledger held; null where there was no amount in this currency. */
  readonly before: string | null
  /** Decimal text with the digits that have come now; null where there is no amount in this currency any more. */
  readonly after: string | null
  /** Of money, ISO 4217; null for everything else. Money whose currency changed is two restatements. */
  readonly currency: string | null
  /** When the reading that found it began. UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  readonly notedAt: string
}

/** What the restatements of one stream come to. */
export interface RestatedStream {
  /** The stream's name. */
  readonly stream: string
  /** Rows that changed, appeared or vanished. */
  readonly count: number
  /** What their charges were and are worth (`charge.effective`), exact; a currency that did not change is left out. */
  readonly sums: readonly RestatedSum[]
}

/** Plain decimal text in major units of one currency. */
export interface RestatedSum {
  /** ISO 4217. */
  readonly currency: string
  readonly before: string
  readonly after: string
}
