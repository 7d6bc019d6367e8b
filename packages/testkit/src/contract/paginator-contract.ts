import { encodeJson, type PageTurn, type Paginator, type Window } from '@outlay/core'
import { declareSuite, type Scenario, type TestFunctions } from './test-functions.js'
import { demand, demandSame } from './violation.js'

/** One page as the vendor gives it. */
export interface PaginatorReply<Body> {
  readonly body: Body
  /** How many records it holds. */
  readonly records: number
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
  /** Absolute, as it was sent. */
  readonly url?: string
}

/** Options of {@link paginatorContract}. */
export interface PaginatorContractOptions<C, Body, Page> extends TestFunctions {
  readonly config: C
  /** Answers for a list of `total` records, as the vendor would. */
  readonly vendor: (page: Page, total: number) => PaginatorReply<Body>
  /** Default: one day. */
  readonly window?: Window
}

const DAY: Window = {
  start: '2026-11-09T00:00:00Z',
  end: '2026-11-10T00:00:00Z',
  startSeconds: 1_794_182_400,
  endSeconds: 1_794_268_800,
  date: '2026-11-09',
  lastDate: '2026-11-09',
}

/**
 * Declares the tests of a paginator: it ends, brings every record once, and is a pure function of JSON tokens.
 *
 * @example
 * import type { Paginator } from '@outlay/core'
 * import { paginatorContract } from '@outlay/testkit'
 * import { describe, it } from 'vitest'
 *
 * const byRow: Paginator<object, { readonly next: number | null }, { readonly row: number }> = {
 *   kind: 'by-row',
 *   first: () => ({ row: 0 }),
 *   next: ({ body }) => (body.next === null ? undefined : { row: body.next }),
 * }
 * paginatorContract(byRow, {
 *   describe,
 *   it,
 *   config: {},
 *   vendor: ({ row }, total) => {
 *     const end = Math.min(row + 10, total)
 *     return { body: { next: end < total ? end : null }, records: end - row }
 *   },
 * })
 */
export function paginatorContract<C, Body, Page>(
  paginator: Paginator<C, Body, Page>,
  options: PaginatorContractOptions<C, Body, Page>,
): void {
  declareSuite(options, `the paginator ${paginator.kind}`, async () => [
    ...TOTALS.map((total) =>
      scenario('every-record', `a list of ${total} records is read whole, each once, and ends`, () =>
        readsWhole(paginator, options, total),
      ),
    ),
    scenario('kind', 'it has a kind of its own', () =>
      demand(paginator.kind !== '', 'a paginator without a kind cannot be named in errors'),
    ),
    scenario('json-token', 'its tokens are JSON', () => hasJsonTokens(paginator, options)),
    scenario('pure', 'the same page leads to the same next one, and changes nothing', () => isPure(paginator, options)),
    scenario('interleaved', 'two walks at once do not disturb each other', () => isStateless(paginator, options)),
    ...(paginator.ahead === undefined
      ? []
      : [
          scenario('ahead', 'the pages that it knows ahead are those that follow one by one', () =>
            agreesAhead(paginator, options),
          ),
        ]),
    ...(paginator.stated === undefined
      ? []
      : [scenario('stated', 'the totals that it reads are those of the list', () => statesTotals(paginator, options))]),
  ])
}

const TOTALS = [0, 1, 2, 9, 10, 11, 99, 100, 101, 250]
const MOST_PAGES = 1_000

function scenario(rule: string, title: string, run: () => void): Scenario {
  return { rule, title, run: async () => run() }
}

interface Step<C, Body, Page> {
  readonly turn: PageTurn<C, Body, Page>
  readonly next: Page | undefined
}

/** One page and where it leads. */
function step<C, Body, Page>(
  { items, next }: Paginator<C, Body, Page>,
  { config, vendor, window = DAY }: PaginatorContractOptions<C, Body, Page>,
  page: Page,
  total: number,
): Step<C, Body, Page> {
  const { body, records, headers = {}, url = 'https://vendor.example/list' } = vendor(page, total)
  const turn = {
    config,
    page,
    body,
    window,
    nowSeconds: window.endSeconds,
    reply: { headers, url },
    records: items?.(body) ?? records,
  }
  return { turn, next: next(turn) }
}

function walk<C, Body, Page>(
  paginator: Paginator<C, Body, Page>,
  options: PaginatorContractOptions<C, Body, Page>,
  total: number,
): readonly Step<C, Body, Page>[] {
  const steps: Step<C, Body, Page>[] = []
  let page: Page | undefined = paginator.first({ config: options.config, window: options.window ?? DAY })
  while (page !== undefined) {
    demand(
      steps.length < MOST_PAGES,
      'a list does not end: the run goes on until it is killed',
      'an end',
      `${MOST_PAGES} pages`,
    )
    const one: Step<C, Body, Page> = step(paginator, options, page, total)
    steps.push(one)
    page = one.next
  }
  return steps
}

function readsWhole<C, Body, Page>(
  paginator: Paginator<C, Body, Page>,
  options: PaginatorContractOptions<C, Body, Page>,
  total: number,
): void {
  const steps = walk(paginator, options, total)
  const read = steps.reduce((sum, { turn }) => sum + turn.records, 0)
  demandSame(read, total, `of ${total} records ${read} are read: spend is missing or counted twice`)
  const tokens = steps.map(({ turn }) => encodeJson(turn.page))
  demandSame(
    new Set(tokens).size,
    tokens.length,
    'a page is asked for twice in one walk: the runtime ends it with an error',
  )
}

function hasJsonTokens<C, Body, Page>(
  paginator: Paginator<C, Body, Page>,
  options: PaginatorContractOptions<C, Body, Page>,
): void {
  for (const { turn, next } of walk(paginator, options, 101)) {
    const text = JSON.stringify(turn.page)
    demand(text !== undefined, 'a page token is no JSON: a walk cannot be resumed')
    const again = step(paginator, options, JSON.parse(text) as Page, 101)
    demandSame(again.next, next, 'a page token that was kept as JSON leads elsewhere: a resumed walk loses pages')
  }
}

function isPure<C, Body, Page>(
  paginator: Paginator<C, Body, Page>,
  options: PaginatorContractOptions<C, Body, Page>,
): void {
  const first = (): Page => paginator.first({ config: options.config, window: options.window ?? DAY })
  demandSame(first(), first(), 'the first page is another one each time')
  for (const { turn, next } of walk(paginator, options, 101)) {
    const before = encodeJson(turn)
    demandSame(
      paginator.next(frozen(turn)),
      next,
      'the same reply leads elsewhere the second time: a window that is read again gives other rows',
    )
    demandSame(encodeJson(turn), before, 'a paginator changes the reply that others read, too')
  }
}

function isStateless<C, Body, Page>(
  paginator: Paginator<C, Body, Page>,
  options: PaginatorContractOptions<C, Body, Page>,
): void {
  const alone = walk(paginator, options, 101).map(({ turn }) => turn.page)
  const beside: Page[] = []
  let page: Page | undefined = paginator.first({ config: options.config, window: options.window ?? DAY })
  while (page !== undefined && beside.length < MOST_PAGES) {
    beside.push(page)
    const { next }: Step<C, Body, Page> = step(paginator, options, page, 101)
    walk(paginator, options, 11)
    page = next
  }
  demandSame(beside, alone, "another walk in between changes this one: two windows at once get each other's pages")
}

function agreesAhead<C, Body, Page>(
  paginator: Paginator<C, Body, Page>,
  options: PaginatorContractOptions<C, Body, Page>,
): void {
  for (const total of TOTALS) {
    const [first, ...others] = walk(paginator, options, total)
    const ahead = first && paginator.ahead?.(first.turn)
    if (ahead === undefined) continue
    demandSame(
      ahead,
      others.map(({ turn }) => turn.page),
      'the pages that are fetched ahead are not those that follow: some are read twice, or never',
    )
  }
}

function statesTotals<C, Body, Page>(
  paginator: Paginator<C, Body, Page>,
  options: PaginatorContractOptions<C, Body, Page>,
): void {
  for (const total of TOTALS) {
    for (const { turn } of walk(paginator, options, total)) {
      const { records } = paginator.stated?.(turn.body, turn.reply) ?? {}
      if (records !== undefined)
        demandSame(records, total, "the total that is compared with what arrived is not the list's")
    }
  }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) frozen(member)
  }
  return value
}
