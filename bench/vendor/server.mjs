// The vendor, a process of its own on a free port of the loopback interface. It shares no code with what is measured.
//   GET /lists/<pages>/records?page=<n>[&day=<YYYY-MM-DD>]   numbered pages, totals stated, a Link header to the next
//   GET /lists/<pages>/feed?cursor=<c>                       the same records behind a cursor
//   GET /giant/<records>                                     all in one reply
import { createServer } from 'node:http'
import { performance } from 'node:perf_hooks'
import { giantReply } from './giant-reply.mjs'
import { rateLimit } from './rate-limit.mjs'
import { daysSince, PAGE_SIZE, recordText } from './records.mjs'

const { latencyMs = 0, limit } = JSON.parse(process.argv[2] ?? '{}')
const admits = limit ? rateLimit(limit) : () => true
const seen = { requests: 0, refused: 0, firstAt: undefined, lastAt: undefined }

const server = createServer({ keepAlive: true }, (request, response) => {
  const now = performance.now()
  seen.requests += 1
  const admitted = admits(now)
  if (admitted) {
    seen.firstAt ??= now
    seen.lastAt = now
  } else seen.refused += 1
  const answer = () => (admitted ? reply(request, response) : refuse(response))
  if (latencyMs > 0) setTimeout(answer, latencyMs)
  else answer()
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('message', () => process.send({ seen }))
process.on('disconnect', () => process.exit(0)) // whoever started it has gone

function refuse(response) {
  const body = '{"code":42901,"message":"too many requests","request_id":"0-0"}'
  const http = limit.style === '429' ? [429, { 'retry-after': '1' }] : [200, {}]
  response.writeHead(http[0], { 'content-type': 'application/json', 'content-length': body.length, ...http[1] })
  response.end(body)
}

function reply(request, response) {
  const url = new URL(request.url, `http://${request.headers.host}`)
  const [, kind, count, list] = url.pathname.split('/')
  if (kind === 'giant') return giantReply(response, Number(count))
  const pages = Number(count)
  const cursor = list === 'feed'
  const page = Number(url.searchParams.get(cursor ? 'cursor' : 'page') ?? 1)
  const first = (daysSince(url.searchParams.get('day') ?? '2020-01-01') * pages + page - 1) * PAGE_SIZE
  const next = page < pages ? page + 1 : undefined
  const stated = cursor ? `"next":${next ?? null}` : `"page":${page},"pages":${pages},"total":${pages * PAGE_SIZE}`
  const body = Buffer.concat([
    Buffer.from(`{"code":0,"message":"ok","request_id":"${page}-${seen.requests}","data":{${stated},"list":[`),
    recordsFrom(first),
    Buffer.from(']}}'),
  ])
  if (next !== undefined && !cursor) {
    url.searchParams.set('page', String(next))
    response.setHeader('link', `<${url.href}>; rel="next"`)
  }
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}

/** Made once, so that the vendor's own work does not slow anyone down. */
const made = new Map()

function recordsFrom(first) {
  const known = made.get(first)
  if (known !== undefined) return known
  const text = Array.from({ length: PAGE_SIZE }, (_, offset) => recordText(first + offset)).join(',')
  const bytes = Buffer.from(text)
  if (made.size < 20_000) made.set(first, bytes)
  return bytes
}
