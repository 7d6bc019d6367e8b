import type { Charge, Money, Quantity } from '@outlay/core'
import type { AccountingDay } from './accounting-day.js'
import { type Cell, countCell, dateCell, decimalCell, instantCell, jsonCell, textCell } from './cell.js'
import type { Column, ColumnType } from './column.js'
import { originColumns, type StagedRow } from './staged-row.js'

/** A row that costs something, and how its connection counts days. */
export interface StagedCharge extends StagedRow {
  readonly charge: Charge
  readonly dayOf: AccountingDay
}

/**
 * The columns of `_charges`, one row a charge, with the charge's defaults filled in: `effective` is `billed` where it was
 * left out, `consumed` is `quantity`, `status` is `reported` or `unpriced`. `_text` columns keep the vendor's digits.
 */
export const CHARGE_COLUMNS: readonly Column<StagedCharge>[] = [
  ...originColumns(''),
  text('connector', ({ origin }) => origin.connector),
  text('stream', ({ row }) => row.stream.name),
  text('key', ({ row }) => row.key),
  column('period_start', 'TIMESTAMP', 'period', ({ charge }) => instantCell(charge.period.start)),
  column('period_end', 'TIMESTAMP', 'period', ({ charge }) => instantCell(charge.period.end)),
  {
    name: 'accounting_day',
    type: 'DATE',
    cell: ({ charge, dayOf }) => dateCell(dayOf(charge.period.start)),
    place: () => 'the accounting day',
  },
  text('sku', ({ charge }) => charge.sku),
  text('meter', ({ charge }) => charge.meter),
  text('description', ({ charge }) => charge.description),
  ...moneyColumns('billed', ({ billed }) => billed),
  ...moneyColumns('effective', ({ billed, effective = billed }) => effective),
  ...quantityColumns('quantity', ({ quantity }) => quantity),
  ...quantityColumns('consumed', ({ consumed, quantity }) => consumed ?? quantity),
  text('account_id', ({ charge }) => charge.accountId),
  text('sub_account_id', ({ charge }) => charge.subAccountId),
  text('sub_account_name', ({ charge }) => charge.subAccountName),
  text('resource_id', ({ charge }) => charge.resource?.id),
  text('resource_type', ({ charge }) => charge.resource?.type),
  text('resource_name', ({ charge }) => charge.resource?.name),
  text('status', ({ charge }) => charge.status ?? (isPriced(charge) ? 'reported' : 'unpriced')),
  column('attributes', 'JSON', 'attributes', ({ charge }) => jsonCell(charge.attributes)),
  text('coverage_group', ({ row }) => row.coverage?.group),
  column('coverage_rank', 'BIGINT', 'coverage', ({ row }) => countCell(row.coverage?.rank)),
]

/**
 * The view `charges`: per connection, group, sub-account and accounting day only the best (lowest) rank counts; charges
 * without a group all count.
 */
export const CHARGES_VIEW = `create view charges as select * from _charges qualify coverage_group is null
  or coverage_rank = min(coverage_rank) over (partition by connection, coverage_group, sub_account_id, accounting_day)`

function text(name: string, value: (staged: StagedCharge) => string | number | undefined): Column<StagedCharge> {
  return column(name, 'VARCHAR', name, (staged) => textCell(value(staged)))
}

function column(
  name: string,
  type: ColumnType,
  member: string,
  cell: (staged: StagedCharge) => Cell,
): Column<StagedCharge> {
  return { name, type, cell, place: ({ row }) => `stream "${row.stream.name}", ${member} of the charge` }
}

function moneyColumns(name: string, value: (charge: Charge) => Money | null): readonly Column<StagedCharge>[] {
  return [
    column(name, 'DECIMAL(38,12)', name, ({ charge }) => decimalCell(value(charge)?.amount)),
    text(`${name}_text`, ({ charge }) => value(charge)?.amount),
    text(`${name}_currency`, ({ charge }) => value(charge)?.currency),
  ]
}

function quantityColumns(
  name: string,
  value: (charge: Charge) => Quantity | undefined,
): readonly Column<StagedCharge>[] {
  return [
    column(name, 'DECIMAL(38,12)', name, ({ charge }) => decimalCell(value(charge)?.amount)),
    text(`${name}_text`, ({ charge }) => value(charge)?.amount),
    text(`${name}_unit`, ({ charge }) => value(charge)?.unit),
  ]
}

/** A charge without a bill or without a worth has no price: never zero cost. */
function isPriced({ billed, effective = billed }: Charge): boolean {
  return billed !== null && effective !== null
}
