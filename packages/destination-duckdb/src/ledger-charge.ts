import type { BillingProfile, Charge, Money, Quantity } from '@outlay/core'
import * as z from 'zod'
import { present, type TextRow } from './read-rows.js'

/** A charge that counts, with its place in the ledger. Members that {@link Charge} has defaults for are filled in. */
export interface LedgerCharge extends Charge {
  readonly connection: string
  readonly connector: string
  readonly stream: string
  /** The record's primary key as canonical JSON text, unique within connection and stream. */
  readonly key: string
  /** The accounting day, `YYYY-MM-DD`, on which the period starts: in the billing profile's zone, from its day boundary on. */
  readonly day: string
  /** The window that the record was read in. Half-open, UTC, `YYYY-MM-DDTHH:mm:ssZ`. */
  readonly window: {
    readonly endpoint: string
    /** Canonical JSON of the partition key; `{}` where there is none. */
    readonly partition: string
    readonly start: string
    readonly end: string
    /** True when the window will never be read again. */
    readonly final: boolean
  }
  /** The run that read it. */
  readonly runId: string
  /** When the window's last successful read began, UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`; null for an observation of a snapshot. */
  readonly readAt: string | null
  /** The connection's profile as of its last sync. */
  readonly billing: BillingProfile
}

/** A charge out of a row of {@link CHARGE_FIELDS}. */
export function ledgerCharge(row: TextRow, billing: BillingProfile): LedgerCharge {
  return {
    connection: present(row, 'connection'),
    connector: present(row, 'connector'),
    stream: present(row, 'stream'),
    key: present(row, 'key'),
    day: present(row, 'accounting_day'),
    window: {
      endpoint: present(row, 'endpoint'),
      partition: present(row, 'partition'),
      start: present(row, 'window_start'),
      end: present(row, 'window_end'),
      final: row.final === 'true',
    },
    runId: present(row, 'run_id'),
    readAt: row.read_at ?? null,
    billing,
    ...chargeOf(row),
  }
}

function chargeOf(row: TextRow): Charge {
  const attributes = row.attributes
  return {
    billed: moneyOf(row, 'billed'),
    effective: moneyOf(row, 'effective'),
    period: { start: present(row, 'period_start'), end: present(row, 'period_end') },
    sku: present(row, 'sku'),
    meter: row.meter ?? undefined,
    description: row.description ?? undefined,
    quantity: quantityOf(row, 'quantity'),
    consumed: quantityOf(row, 'consumed'),
    accountId: row.account_id ?? undefined,
    subAccountId: row.sub_account_id ?? undefined,
    subAccountName: row.sub_account_name ?? undefined,
    resource: resourceOf(row),
    status: STATUS.parse(row.status),
    attributes: attributes ? ATTRIBUTES.parse(JSON.parse(attributes)) : {},
  }
}

function moneyOf(row: TextRow, name: string): Money | null {
  const amount = row[`${name}_text`]
  return amount === undefined || amount === null ? null : { amount, currency: present(row, `${name}_currency`) }
}

function quantityOf(row: TextRow, name: string): Quantity | undefined {
  const amount = row[`${name}_text`]
  return amount === undefined || amount === null ? undefined : { amount, unit: present(row, `${name}_unit`) }
}

function resourceOf(row: TextRow): Charge['resource'] {
  const id = row.resource_id
  if (id === undefined || id === null) return undefined
  return { id, type: present(row, 'resource_type'), name: row.resource_name ?? undefined }
}

const STATUS = z.enum(['reported', 'estimated', 'configured-unit-price', 'unpriced'])
const ATTRIBUTES = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
