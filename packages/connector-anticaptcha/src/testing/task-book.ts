/** One solved task. */
export interface Task {
  /** Unix seconds. */
  readonly at: number
  readonly queue: string
  readonly softId: number
  readonly ip: string
  /** Millionths of a dollar. */
  readonly price: number
}

/** Tasks one by one between two instants (Unix seconds), the same at every call: a book of single entries. For tests. */
export function taskBook(from: number, till: number, queues: readonly string[]): readonly Task[] {
  const tasks: Task[] = []
  let chance = 12_345
  const below = (bound: number): number => {
    chance = (Math.imul(chance, 1_103_515_245) + 12_345) >>> 0
    return (chance >>> 8) % bound
  }
  for (let at = from; at < till; at += 1 + below(900)) {
    const queue = queues[below(queues.length)] ?? ''
    tasks.push({ at, queue, softId: 5 + below(2), ip: `198.51.100.${1 + below(2)}`, price: 1 + below(3_000) })
  }
  return tasks
}

/** Millionths of a dollar as dollars, always with six decimals. */
export function dollars(micros: number): string {
  return `${Math.trunc(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`
}
