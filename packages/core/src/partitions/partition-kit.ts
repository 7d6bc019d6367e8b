import type { Partitioning } from '../contract/partitioning.js'
import type { Window } from '../contract/window.js'
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
  /** Every combination of two. Only one of them may have windows. */
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
    product: (a, b) => product(a, b),
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

function product<C, A, B>(a: Partitioning<C, A>, b: Partitioning<C, B>): Partitioning<C, A & B> {
  if (a.calendar && b.calendar) throw new RangeError('a product has windows on one side at most')
  const windows = a.calendar ?? b.calendar
  return {
    kind: 'product',
    keys: (config) =>
      a.keys(config).flatMap((left) =>
        b.keys(config).map((right) => ({
          key: { ...left.key, ...right.key },
          at: (window: Window) => ({ ...left.at(window), ...right.at(window) }),
        })),
      ),
    ...(windows && { calendar: windows }),
  }
}

/** TypeScript widens a computed key to string; the name is the literal that the caller gave. */
function single<K extends string, V>(name: K, value: V): { readonly [Name in K]: V } {
  return { [name]: value } as { readonly [Name in K]: V }
}
