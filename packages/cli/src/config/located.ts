/** A value of the config file and where it stands. */
export type Located = LocatedMap | LocatedList | LocatedScalar

interface Place {
  /** Keys from the root, joined by dots: `connections.captcha.config.queues.0`. Empty for the root. */
  readonly path: string
  /** Counted from 1. */
  readonly line: number
}

/** Keys with values, in the file's order. */
export interface LocatedMap extends Place {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, Located>
}

/** A list. */
interface LocatedList extends Place {
  readonly kind: 'list'
  readonly items: readonly Located[]
}

/** A single value. */
export interface LocatedScalar extends Place {
  readonly kind: 'scalar'
  /** Integers that a number holds exactly are numbers; every other number, and every date, keeps its text. */
  readonly value: string | number | boolean | null
}

/** The place that `path` leads to, or the last place on the way that exists. */
export function locate(node: Located, path: readonly PropertyKey[]): Located {
  const [first, ...rest] = path
  if (first === undefined || node.kind === 'scalar') return node
  const next = node.kind === 'map' ? node.entries.get(String(first)) : node.items[Number(first)]
  return next === undefined ? node : locate(next, rest)
}

/** Every scalar below a place. */
export function scalarsIn(node: Located): readonly LocatedScalar[] {
  if (node.kind === 'scalar') return [node]
  return (node.kind === 'map' ? [...node.entries.values()] : node.items).flatMap(scalarsIn)
}
