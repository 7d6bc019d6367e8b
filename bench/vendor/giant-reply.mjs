import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { PAGE_SIZE, recordText } from './records.mjs'

/** One reply that holds `records` records, sent as fast as the client takes it. */
export async function giantReply(response, records) {
  response.writeHead(200, { 'content-type': 'application/json' })
  // A client that cannot take it all hangs up: that is its business.
  await pipeline(Readable.from(parts(records)), response).catch(() => {})
}

function* parts(records) {
  yield `{"code":0,"message":"ok","request_id":"giant","data":{"total":${records},"list":[`
  for (let first = 0; first < records; first += PAGE_SIZE) {
    const length = Math.min(PAGE_SIZE, records - first)
    const text = Array.from({ length }, (_, offset) => recordText(first + offset)).join(',')
    yield first === 0 ? text : `,${text}`
  }
  yield ']}}'
}
