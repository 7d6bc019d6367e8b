import { expect, it, vi } from 'vitest'

it('prints the spend of yesterday, the check, and the hours with spend', async () => {
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => void lines.push(values.join(' ')))
  await import('./main.js')
  log.mockRestore()
  const [total, checked, ...hours] = lines
  expect(total).toMatch(/^\d{4}-\d{2}-\d{2}: 24 hours, \d+\.\d+ USD$/)
  expect(checked).toBe('anticaptcha accepts members of the JSON body')
  expect(hours.length).toBeGreaterThan(0)
  for (const hour of hours) expect(hour).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:00:00\.000Z \d+ \d+(\.\d+)?$/)
}, 60_000)
