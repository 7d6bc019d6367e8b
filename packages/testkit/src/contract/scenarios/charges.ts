import { type LedgerRow, shiftDecimal, sumDecimals } from '@outlay/core'
import { decimalText, valueAt } from '../../simulator/json-place.js'
import type { BookedRecord } from '../../simulator/served-walk.js'
import { type Bench, enabledStreams } from '../bench.js'
import type { Scenario } from '../test-functions.js'
import { demand, demandSame } from '../violation.js'

/** What records cost. */
export function chargeScenarios(bench: Bench): readonly Scenario[] {
  const streams = enabledStreams(bench)
  return [
    ...streams
      .filter((stream) => chargedLeaves(bench, stream))
      .map((stream) => ({
        rule: 'charge-totals',
        title: `the charges of ${stream} come to what its records state`,
        run: () => addsUp(bench, stream),
      })),
    ...streams.map((stream) => ({
      rule: 'charge-form',
      title: `every charge of ${stream} is exact, dated and named`,
      run: () => chargesWell(bench, stream),
    })),
  ]
}

/** True where a number of the records is what is billed. */
function chargedLeaves({ simulation }: Bench, stream: string): boolean {
  return simulation.served.some(({ learned }) =>
    learned.lists.some(({ makers }) =>
      makers.some((maker) =>
        maker.numbers.some(({ shown }) => shown.some((one) => one.stream === stream && one.field === 'charge.billed')),
      ),
    ),
  )
}

async function addsUp(bench: Bench, stream: string): Promise<void> {
  const trial = await bench.whole()
  const stated = (await trial.vendor.books()).flatMap((booked) => statedAmount(booked, stream) ?? [])
  const rows = trial.ledger.rows().filter((row) => row.stream.name === stream)
  const billed = rows.flatMap(({ charge }) => charge?.billed?.amount ?? [])
  demandSame(
    plain(sumDecimals(billed)),
    plain(sumDecimals(stated)),
    `the charges of ${stream} do not come to what the vendor's records state: every report is off`,
  )
}

/** What a record says that it costs, in major units. */
function statedAmount({ maker, record }: BookedRecord, stream: string): string | undefined {
  for (const { place, shown } of maker.numbers) {
    const billed = shown.find((one) => one.stream === stream && one.field === 'charge.billed')
    const text = decimalText(valueAt(record, place))
    if (billed !== undefined && text !== undefined) return shiftDecimal(text, -billed.shift)
  }
  return undefined
}

function plain(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}

async function chargesWell(bench: Bench, stream: string): Promise<void> {
  const { ledger } = await bench.whole()
  for (const { window, rows } of ledger.windows.filter((held) => held.stream === stream)) {
    for (const { charge } of rows) {
      if (charge === null) continue
      for (const money of [charge.billed, charge.effective ?? null]) {
        if (money === null) continue
        demand(
          /^-?\d+(\.\d+)?$/.test(money.amount),
          `an amount of ${stream} is no exact decimal: sums are off or fail`,
          'decimal text',
          money.amount,
        )
        demand(
          /^[A-Z]{3}$/.test(money.currency),
          `an amount of ${stream} has no currency: it can be added to nothing`,
          'ISO 4217',
          money.currency,
        )
      }
      demand(charge.sku !== '', `a charge of ${stream} names no SKU: nobody knows what it is for`)
      demandPeriod(stream, charge.period, window)
    }
  }
}

type Charge = NonNullable<LedgerRow['charge']>

/** A period lies in its window, holds it, or has nothing to do with it; one that crosses its edge is of another time zone. */
function demandPeriod(
  stream: string,
  { start, end }: Charge['period'],
  window: { readonly start: string; readonly end: string },
): void {
  const isUtc = [start, end].every((instant) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(instant))
  demand(
    isUtc && start < end,
    `a charge of ${stream} has no period that begins before it ends, in UTC`,
    'YYYY-MM-DDTHH:mm:ssZ',
    [start, end],
  )
  if (window.start === window.end) return
  const isApart = end <= window.start || start >= window.end
  const isWithin = start >= window.start && end <= window.end
  const isAround = start <= window.start && end >= window.end
  demand(
    isApart || isWithin || isAround,
    `a charge of ${stream} lies across the edge of its window: its time zone is not the vendor's, and days and months get each other's spend`,
    window,
    { start, end },
  )
}
