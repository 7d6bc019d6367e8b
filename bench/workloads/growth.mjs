import { startVendor } from '../measure/processes.mjs'
import { inRounds } from '../measure/rounds.mjs'
import { count } from '../report/cells.mjs'
import { atMost } from '../report/goals.mjs'

/** P7: does a record, or a connection, cost more when there are many? In one process each, once it is warm. */
export const growth = {
  id: 'growth',
  title: 'P7, growth',
  run: async ({ quick, rounds = quick ? 1 : 3, say }) => {
    const vendor = await startVendor()
    const records = quick ? [10_000, 20_000] : [10_000, 100_000, 1_000_000]
    const connections = quick ? [1, 10] : [1, 10, 100, 1000]
    const file = 'clients/outlay-growth.mjs'
    const task = { baseUrl: vendor.url, pages: 100 }
    const rows = await inRounds(
      [
        {
          name: 'record',
          file,
          task: {
            ...task,
            unit: 'record',
            sizes: records,
            total: records.at(-1) / 5,
            warmUp: quick ? 10_000 : 100_000,
          },
        },
        {
          name: 'connection',
          file,
          task: { ...task, pages: 1, unit: 'connection', sizes: connections, total: connections.at(-1), warmUp: 200 },
        },
      ],
      { rounds, say },
    )
    await vendor.stop()
    return { setup: 'outlay sync, null destination; a connection has one page of 100 records', rows }
  },
  /** One line a size. */
  lines: ({ rows }) =>
    rows.flatMap(({ name, perUnitUs }) => {
      const [first] = Object.values(perUnitUs)
      return Object.entries(perUnitUs).map(([size, us]) => ({ name: `${count(Number(size))} × a ${name}`, us, first }))
    }),
  columns: [
    ['CPU each, µs', ({ us }) => us.toFixed(us < 100 ? 2 : 0)],
    ['against the fewest', ({ us, first }) => (us / first).toFixed(2)],
  ],
  goals: ({ rows }) =>
    rows.map(({ name, perUnitUs }) =>
      atMost('P7', `Growth: worst rise of the cost of a ${name}`, worstRise(Object.values(perUnitUs)), 1.1),
    ),
}

/** From any size to a larger one. */
function worstRise(costs) {
  return Math.max(...costs.flatMap((cost, index) => costs.slice(index + 1).map((later) => later / cost)))
}
