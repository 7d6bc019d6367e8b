import { expect, it } from 'vitest'
import { RetryBudget } from './retry-budget.js'

/** How many retries are granted in a row. */
function granted(budget: RetryBudget): number {
  let count = 0
  while (budget.take() && count < 10_000) count += 1
  return count
}

it('grants as many retries as it holds, then none', () => {
  const budget = new RetryBudget(50)
  expect(granted(budget)).toBe(50)
  expect(budget.take()).toBe(false)
})

it('wins one retry back by five successes', () => {
  const budget = new RetryBudget(3)
  granted(budget)
  for (let success = 0; success < 4; success += 1) budget.refund()
  expect(budget.take()).toBe(false)
  budget.refund()
  expect(granted(budget)).toBe(1)
})

it('never holds more than it began with', () => {
  const budget = new RetryBudget(3)
  for (let success = 0; success < 1_000; success += 1) budget.refund()
  expect(granted(budget)).toBe(3)
})
