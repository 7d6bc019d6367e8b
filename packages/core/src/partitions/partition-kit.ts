import type { Listable, Parent, Partitioning, PartitionKey } from '../contract/partitioning.js'
import type { Calendar, Window } from '../contract/window.js'
import { type CalendarOptions, calendar, type Step } from './calendar.js'

/** Options of a grid, or a function of the config that gives them. */
export type GridOptions<C, O extends CalendarOptions = CalendarOptions> = O | ((config: C) => O)

/** The partitionings that core knows, for one config type; each returns a plain value. */
export interface PartitionKit<C> {
  /** One partition for each value; `of` must give each value once. */
  each<const K extends string, V extends string | number | null>(
    name: K,
    of: (config: C) => readonly V[],
  ): Partitioning<C, { readonly [Name in K]: V }>
  /** One window a local day. */
  days<const K extends string>(name: K, options: GridOptions<C>): Partitioning<C, { readonly [Name in K]: Window }>
  /** One window an hour. */
  hours<const K extends string>(name: K, options: GridOptions<C>): Partitioning<C, { readonly [Name in K]: Window }>
  /** One window a calendar month. */
  months<const K extends string>(name: K, options: GridOptions<C>): Partitioning<C, { readonly [Name in K]: Window }>
  /** One window for so many days, counted from 1970-01-01. */
  spans<const K extends string>(
    name: K,
    options: GridOptions<C, CalendarOptions & { readonly days: number }>,
  ): Partitioning<C, { readonly [Name in K]: Window }>
  /**
   * One partition for each value that another endpoint lists, such as the campaigns of an account, within that endpoint's
   * own partitions, which come along: below campaigns that are listed by account it has `accountId`, too. The endpoint must
   * be declared before on the same connector, and have no windows. A run reads it, all pages, before it plans windows;
   * a value that is listed twice counts once, and every value is text. When the list fails, so does this endpoint.
   */
  parent<const K extends string, P, Body, R>(
    name: K,
    endpoint: Listable<C, P, Body>,
    /** The records of one reply. */
    records: (body: Body) => readonly R[] | null | undefined,
    /** The value that a record names; null or undefined where it names none. */
    value: (record: R) => string | number | null | undefined,
  ): Partitioning<C, P & { readonly [Name in K]: string }>
  /**
   * One of several, chosen by the config and by nothing else: days or months, say. Throws a RangeError where only some of
   * them have windows, and for one that is made of what another endpoint lists.
   */
  choose<M extends string, P>(
    mode: (config: C) => M,
    modes: Readonly<Record<M, Partitioning<C, P>>>,
  ): Partitioning<C, P>
  /** Every combination of two that agree in the names that both have. Only one of them may have windows. */
  product<A, B>(a: Partitioning<C, A>, b: Partitioning<C, B>): Partitioning<C, A & B>
}

/** The kit for one config type. */
export function partitionKit<C>(): PartitionKit<C> {
  return {
    each: (name, of) => ({ kind: 'each', keys: (config) => of(config).map((value) => keyed(name, value)) }),
    days: (name, options) => grid(name, options, () => ({ unit: 'day', days: 1 })),
    hours: (name, options) => grid(name, options, () => ({ unit: 'hour' })),
    months: (name, options) => grid(name, options, () => ({ unit: 'month' })),
    spans: (name, options) => grid(name, options, ({ days }) => ({ unit: 'day', days })),
    parent,
    choose,
    product,
  }
}

function keyed<K extends string, V extends string | number | null>(name: K, value: V) {
  return { key: value === null ? {} : { [name]: String(value) }, at: () => single(name, value) }
}

function grid<C, K extends string, O extends CalendarOptions>(
  name: K,
  options: GridOptions<C, O>,
  step: (options: O) => Step,
): Partitioning<C, { readonly [Name in K]: Window }> {
  return {
    kind: 'grid',
    keys: () => [{ key: {}, at: (window) => single(name, window) }],
    calendar: (config) => {
      const chosen = typeof options === 'function' ? options(config) : options
      return calendar(step(chosen), chosen)
    },
  }
}

function parent<C, K extends string, P, Body, R>(
  name: K,
  endpoint: Listable<C, P, Body>,
  records: (body: Body) => readonly R[] | null | undefined,
  value: (record: R) => string | number | null | undefined,
): Partitioning<C, P & { readonly [Name in K]: string }> {
  const listing = endpoint.listing(records, value)
  const own: Parent = { name, listing }
  const { partitions } = listing
  return {
    kind: 'parent',
    parents: [...(partitions.parents ?? []), own],
    keys: (config, listed) => {
      if (listed === undefined)
        throw new RangeError(`a partitioning hides its parent, the endpoint "${listing.endpoint}"`)
      return partitions.keys(config, listed).flatMap((above) => {
        if (name in above.key) throw new RangeError(`"${name}" is a partition of ${listing.endpoint} already`)
        return listed(own, above.key).map((text) => ({
          key: { ...above.key, [name]: text },
          at: (window: Window) => ({ ...above.at(window), ...single(name, text) }),
        }))
      })
    },
  }
}

function choose<C, M extends string, P>(
  mode: (config: C) => M,
  modes: Readonly<Record<M, Partitioning<C, P>>>,
): Partitioning<C, P> {
  const all = Object.values<Partitioning<C, P>>(modes)
  if (all.some(({ parents }) => parents !== undefined)) throw new RangeError('what is chosen from must have no parents')
  const keys: Partitioning<C, P>['keys'] = (config) => modes[mode(config)].keys(config)
  if (all.every(({ calendar }) => calendar === undefined)) return { kind: 'choose', keys }
  if (all.some(({ calendar }) => calendar === undefined)) throw halfWindowed()
  const calendar = (config: C): Calendar => {
    const chosen = modes[mode(config)].calendar
    if (chosen === undefined) throw halfWindowed()
    return chosen(config)
  }
  return { kind: 'choose', keys, calendar }
}

function halfWindowed(): RangeError {
  return new RangeError('either all that is chosen from has windows, or none of it')
}

function product<C, A, B>(a: Partitioning<C, A>, b: Partitioning<C, B>): Partitioning<C, A & B> {
  if (a.calendar && b.calendar) throw new RangeError('a product has windows on one side at most')
  const windows = a.calendar ?? b.calendar
  const parents = [...(a.parents ?? []), ...(b.parents ?? [])]
  return {
    kind: 'product',
    keys: (config, listed) => {
      const rights = b.keys(config, listed)
      return a.keys(config, listed).flatMap((left) =>
        rights.filter(agreesWith(left)).map((right) => ({
          key: { ...left.key, ...right.key },
          at: (window: Window) => ({ ...left.at(window), ...right.at(window) }),
        })),
      )
    },
    ...(windows && { calendar: windows }),
    ...(parents.length > 0 && { parents }),
  }
}

/** A parent brings its own partitions along: of account A there are the campaigns of A, and none of B's. */
function agreesWith(left: PartitionKey<unknown>): (right: PartitionKey<unknown>) => boolean {
  return ({ key }) => Object.entries(key).every(([name, text]) => (left.key[name] ?? text) === text)
}

/** TypeScript widens a computed key to string; the name is the literal that the caller gave. */
function single<K extends string, V>(name: K, value: V): { readonly [Name in K]: V } {
  return { [name]: value } as { readonly [Name in K]: V }
}
