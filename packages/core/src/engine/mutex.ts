import pLimit from 'p-limit'

/** One at a time, in order of asking. */
export interface Mutex {
  run<T>(task: () => Promise<T>): Promise<T>
}

/** A mutex; the runtime has one per destination. */
export function createMutex(): Mutex {
  const limit = pLimit(1)
  return { run: (task) => limit(task) }
}
