import { compareDecimals, type Destination, encodeJson, type QuarantinedRow } from '@outlay/core'
import { OpenedLedger } from './opened-ledger.js'
import { connectionInfo, keyOf, keysOf, nothing, OTHER, rowOf, rowsOf, USAGE, windowOf } from './sample-rows.js'
import { demandStates, stateOf } from './state-store-contract.js'
import { declareSuite, type Scenario, type TestFunctions } from './test-functions.js'
import { demand, demandSame } from './violation.js'

/** A row as a reader of the destination finds it. */
export interface FoundRow {
  readonly stream: string
  /** The primary key as it was written. */
  readonly key: string
  /** What is charged, decimal text; null where nothing is. Absent: the reader cannot tell. */
  readonly billed?: string | null
}

/** Options of {@link destinationContract}. */
export interface DestinationContractOptions<D extends Destination> extends TestFunctions {
  /** Finds the visible rows of a connection. Default: what transactions tell by `held`, of the window that is asked for. */
  readonly rows?: (destination: D, connection: string) => Promise<readonly FoundRow[]>
  /** The same ledger as another process finds it, not opened yet; the one before is closed. Absent: it does not outlive its process. */
  readonly reopen?: (destination: D) => D | Promise<D>
}

/**
 * Declares the tests of a destination: a window's rows are replaced whole, with its state, or not at all.
 * `make` gives a new and empty one each time, not opened yet.
 */
export function destinationContract<D extends Destination>(
  make: () => D | Promise<D>,
  options: DestinationContractOptions<D>,
): void {
  const scenario = (rule: string, title: string, run: (ledger: OpenedLedger<D>) => Promise<void>): Scenario => ({
    rule,
    title,
    run: async () => {
      const destination = await make()
      await destination.open()
      try {
        await run(new OpenedLedger(destination, options.rows))
      } finally {
        await destination.close()
      }
    },
  })
  const { reopen } = options
  declareSuite(options, 'destination', async () => {
    const probe = await make()
    const [keepsState, canTell] = [probe.loadState !== undefined, options.rows !== undefined || (await tells(probe))]
    return [
      scenario('kind', 'it has a kind of its own', async ({ destination }) =>
        demand(destination.kind !== '', 'a destination without a kind cannot be named'),
      ),
      scenario('takes-all', 'rows of every type, nulls and quarantined records are taken', takesAll),
      scenario('nothing', 'a window without rows is committed', async (ledger) => void (await ledger.write([]))),
      scenario('odd-text', 'quotes, line breaks and any script are taken as they are', takesOddText),
      scenario(
        'many',
        'thousands of rows are taken in one transaction',
        async (ledger) => void (await ledger.write(rowsOf(5_000))),
      ),
      scenario('after-abort', 'after an abort the next transaction works', async (ledger) => {
        await ledger.write(rowsOf(2), { end: 'abort' })
        await ledger.write(rowsOf(3))
        if (canTell)
          demandSame(
            (await ledger.rows()).length,
            3,
            'after an abort rows are lost, or those that were given up come back',
          )
      }),
      ...(canTell
        ? [
            scenario('visible', 'what is committed is there, each row once', async (ledger) => {
              await ledger.write(rowsOf(5))
              demandSame(
                keysOf(await ledger.rows()),
                keysOf(rowsOf(5)),
                'rows are lost or doubled on their way into the ledger',
              )
            }),
            scenario('invisible', 'what is given up is not there', async (ledger) => {
              await ledger.write(rowsOf(5), { end: 'abort' })
              demandSame(
                keysOf(await ledger.rows()),
                [],
                'rows of a window that failed are seen: half a day counts as a whole one',
              )
            }),
            scenario('replaced', 'a window that is read again replaces what was there', async (ledger) => {
              await ledger.write(rowsOf(5))
              await ledger.write([rowOf(3, '7.25'), rowOf(9, '1')])
              demandSame(
                keysOf(await ledger.rows()),
                keysOf([rowOf(3, '7.25'), rowOf(9, '1')]),
                'rows that the vendor took back stay in the ledger, or new ones stand beside the old',
              )
            }),
            scenario('same-again', 'writing the same window twice changes nothing', async (ledger) => {
              await ledger.write(rowsOf(5))
              const before = await ledger.rows()
              await ledger.write(rowsOf(5))
              demandSame(await ledger.rows(), before, 'every run adds the same rows once more')
            }),
            scenario('connections', 'connections with the same windows and keys are kept apart', async (ledger) => {
              await ledger.write(rowsOf(5), { connection: 'main' })
              await ledger.write(rowsOf(2), { connection: 'second' })
              demandSame((await ledger.rows('main')).length, 5, 'one connection overwrites another')
              demandSame((await ledger.rows('second')).length, 2, 'one connection is given the rows of another')
            }),
            scenario('streams', 'clearing one stream leaves the others of its window', async (ledger) => {
              const other = { ...rowOf(1, '2'), stream: OTHER }
              await ledger.write([...rowsOf(2), other], { streams: ['usage', 'other_usage'] })
              await ledger.write(rowsOf(1), { streams: ['usage'] })
              demandSame(
                keysOf(await ledger.rows()),
                keysOf([rowOf(1), other]),
                'a stream that was not read again loses its rows',
              )
            }),
            scenario('exact', 'amounts keep every digit that the ledger promises', keepsDigits),
          ]
        : []),
      ...(keepsState
        ? [
            scenario('state-with-rows', 'state is there with the rows, and not before', async (ledger) => {
              await ledger.write(rowsOf(2), { end: 'abort' })
              demandSame(
                await ledger.states(),
                [],
                'state says that a window is there whose rows are not: it is never read again',
              )
              await ledger.write(rowsOf(2))
              demandStates(
                await ledger.states(),
                [{ ...stateOf('main', 1), rows: 2 }],
                'state is lost or changed: windows are read again for nothing, or never',
              )
            }),
            scenario('state-replaced', 'state of the same window is replaced, others stay', async (ledger) => {
              await ledger.write(rowsOf(2), { day: 1 })
              await ledger.write(rowsOf(3), { day: 2 })
              await ledger.write(rowsOf(4), { day: 1 })
              const wanted = [
                { ...stateOf('main', 1), rows: 4 },
                { ...stateOf('main', 2), rows: 3 },
              ]
              demandStates(
                await ledger.states(),
                wanted,
                'state of a window stands twice, or takes that of another with it',
              )
            }),
            scenario('state-apart', 'a connection that never synced has no state', async (ledger) => {
              await ledger.write(rowsOf(2))
              demandSame(await ledger.states('nobody'), [], 'a connection is given the state of another')
            }),
          ]
        : []),
      ...(reopen !== undefined && (canTell || keepsState)
        ? [
            scenario('outlives', 'another process finds what was committed, and nothing else', async (ledger) => {
              await ledger.write(rowsOf(4))
              await ledger.write(rowsOf(9), { day: 2, end: 'abort' })
              await ledger.destination.close()
              const again = await reopen(ledger.destination)
              await again.open()
              try {
                const found = new OpenedLedger(again, options.rows)
                if (canTell)
                  demandSame(
                    (await found.rows()).length,
                    4,
                    'rows are gone, or more than were committed, once the process has ended',
                  )
                if (keepsState)
                  demandSame(
                    (await found.states()).length,
                    1,
                    'state is gone, or more than was committed, once the process has ended',
                  )
              } finally {
                await again.close()
              }
            }),
          ]
        : []),
    ]
  })
}

/** Whether its transactions can say what the ledger holds. */
async function tells(destination: Destination): Promise<boolean> {
  await destination.open()
  try {
    await destination.prepare?.(connectionInfo('main'))
    const transaction = await destination.begin({ runId: 'run-0', connection: connectionInfo('main') })
    const canTell = transaction.held !== undefined
    await transaction.abort()
    return canTell
  } finally {
    await destination.close()
  }
}

async function takesAll<D extends Destination>(ledger: OpenedLedger<D>): Promise<void> {
  const transaction = await ledger.write([rowOf(1), { ...rowOf(2), charge: null, record: nothing(2) }], {
    end: 'leave',
  })
  const aside: QuarantinedRow = { stream: USAGE, raw: { id: 3, cost: 'much' }, reasons: ['cost: expected a number'] }
  await transaction.quarantine(windowOf('main', 1), [aside])
  await transaction.commit([stateOf('main', 1)])
}

async function takesOddText<D extends Destination>(ledger: OpenedLedger<D>): Promise<void> {
  const odd = `o'"\\ \n\t\u2028 账户 🧾 %s; DROP TABLE usage; --`
  const row = rowOf(1)
  const written = {
    ...row,
    key: encodeJson([odd]),
    record: { ...row.record, id: odd, more: { [odd]: odd } },
    raw: { id: odd },
  }
  await ledger.write([written], { connection: odd })
  const found = await ledger.rows(odd).catch((error: unknown) => error)
  if (Array.isArray(found) && found.length > 0)
    demandSame(keysOf(found), keysOf([written]), 'text that is no plain word comes out as another one')
}

async function keepsDigits<D extends Destination>(ledger: OpenedLedger<D>): Promise<void> {
  const amounts = ['12345678901234567890123456.123456789012', '-0.000000000001', '0.1', '90071992547409931', '0']
  await ledger.write(amounts.map((amount, index) => rowOf(index, amount)))
  const found = await ledger.rows()
  for (const [index, amount] of amounts.entries()) {
    const { billed } = found.find(({ key }) => key === keyOf(index)) ?? {}
    if (billed === undefined) continue
    demand(
      billed !== null && compareDecimals(billed, amount) === 0,
      'an amount comes out of the ledger as another one: sums are off',
      amount,
      billed,
    )
  }
}
