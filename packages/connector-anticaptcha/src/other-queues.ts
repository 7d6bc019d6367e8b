import { type Entry, type Money, subtractMoney } from '@outlay/core'

/** The name of what no configured queue accounts for. */
export const OTHER_QUEUES = '(other queues)'

interface Hour {
  readonly queue: string | null
  readonly dateFrom: number
  readonly volume: number
  readonly money: Money
}

/**
 * Total rows and queue rows overlap. What stays are the queues' rows and, for each hour, what the total holds beyond them:
 * nothing is counted twice, and a misspelt queue shows as a large remainder.
 */
export function replaceTotalByRemainder<R extends Hour>(entries: readonly Entry<R>[]): readonly Entry<R>[] {
  const hours = new Map<number, R[]>()
  for (const { record } of entries) {
    if (record.queue !== null) hours.set(record.dateFrom, [...(hours.get(record.dateFrom) ?? []), record])
  }
  return entries.map((entry) => {
    const { record } = entry
    return record.queue === null ? { ...entry, record: remainder(record, hours.get(record.dateFrom) ?? []) } : entry
  })
}

function remainder<R extends Hour>(total: R, queues: readonly R[]): R {
  const money = queues.reduce((left, queue) => subtractMoney(left, queue.money), total.money)
  const volume = queues.reduce((left, queue) => left - queue.volume, total.volume)
  return { ...total, queue: OTHER_QUEUES, volume, money }
}
