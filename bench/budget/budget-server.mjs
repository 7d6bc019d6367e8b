// Rate budgets for many processes: one number of a version and one JSON state a key, over the loopback interface.
//   GET /<key>                     → { version, state }
//   PUT /<key> { version, state }  → 200 when `version` is still the current one, else 409; both with what is current
import { createServer } from 'node:http'

const budgets = new Map()

const server = createServer(async (request, response) => {
  const key = request.url.slice(1)
  const current = budgets.get(key) ?? { version: 0 }
  if (request.method === 'GET') return reply(response, 200, current)
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const { version, state } = JSON.parse(Buffer.concat(chunks).toString())
  // Another may have written while this body came in: compared and set without a pause in between.
  const { version: latest } = budgets.get(key) ?? current
  if (version !== latest) return reply(response, 409, budgets.get(key))
  budgets.set(key, { version: latest + 1, state })
  reply(response, 200, budgets.get(key))
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('disconnect', () => process.exit(0)) // whoever started it has gone

function reply(response, status, budget) {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(budget))
}
