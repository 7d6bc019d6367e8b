import type { Charge, Money, Quantity } from '@outlay/core'
import type { AccountingDay } from './accounting-day.js'
import { countCell, dateCell, decimalCell, instantCell, jsonCell, textCell } from './cell.js'
import type { Column } from './column.js'
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
  text('connector', ({ connector }) => connector),
  text('stream', ({ row }) => row.stream.name),
  text('key', ({ row }) => row.key),
  {
    name: 'period_start',
    type: 'TIMESTAMP',
    cell: (staged) => instantCell(staged.charge.period.start, placeOf(staged, 'period')),
  },
  {
    name: 'period_end',
    type: 'TIMESTAMP',
    cell: (staged) => instantCell(staged.charge.period.end, placeOf(staged, 'period')),
  },
  {
    name: 'accounting_day',
    type: 'DATE',
    cell: ({ charge, dayOf }) => dateCell(dayOf(charge.period.start), 'the accounting day'),
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
  { name: 'attributes', type: 'JSON', cell: ({ charge }) => jsonCell(charge.attributes) },
  text('coverage_group', ({ row }) => row.coverage?.group),
  {
    name: 'coverage_rank',
    type: 'BIGINT',
    cell: (staged) => countCell(staged.row.coverage?.rank, placeOf(staged, 'coverage')),
  },
]

/**
 * The view `charges`: per connection, group, sub-account and accounting day only the best (lowest) rank counts; charges
 * without a group all count.
 */
export const CHARGES_VIEW = `create view charges as select * from _charges qualify coverage_group is null
  or coverage_rank = min(coverage_rank) over (partition by connection, coverage_group, sub_account_id, accounting_day)`

function text(name: string, value: (staged: StagedCharge) => string | undefined): Column<StagedCharge> {
  return { name, type: 'VARCHAR', cell: (staged) => textCell(value(staged), placeOf(staged, name)) }
}

function moneyColumns(name: string, value: (charge: Charge) => Money | null): readonly Column<StagedCharge>[] {
  return [
    {
      name,
      type: 'DECIMAL(38,12)',
      cell: (staged) => decimalCell(value(staged.charge)?.amount, placeOf(staged, name)),
    },
    text(`${name}_text`, ({ charge }) => value(charge)?.amount),
    text(`${name}_currency`, ({ charge }) => value(charge)?.currency),
  ]
}

function quantityColumns(
  name: string,
  value: (charge: Charge) => Quantity | undefined,
): readonly Column<StagedCharge>[] {
  return [
    {
      name,
      type: 'DECIMAL(38,12)',
      cell: (staged) => decimalCell(value(staged.charge)?.amount, placeOf(staged, name)),
    },
    {
      name: `${name}_text`,
      type: 'VARCHAR',
      cell: (staged) => textCell(value(staged.charge)?.amount, placeOf(staged, name)),
    },
    text(`${name}_unit`, ({ charge }) => value(charge)?.unit),
  ]
}

function placeOf({ row }: StagedRow, member: string): string {
  return `stream "${row.stream.name}", ${member} of the charge`
}

/** A charge without a bill or without a worth has no price: never zero cost. */
function isPriced({ billed, effective = billed }: Charge): boolean {
  return billed !== null && effective !== null
}
