import { once } from 'node:events'
import { PAGE_SIZE, recordText } from './records.mjs'

/** One reply that holds `records` records, sent as fast as the client takes it. */
export async function giantReply(response, records) {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write(`{"code":0,"message":"ok","request_id":"giant","data":{"total":${records},"list":[`)
  for (let first = 0; first < records; first += PAGE_SIZE) {
    const length = Math.min(PAGE_SIZE, records - first)
    const text = Array.from({ length }, (_, offset) => recordText(first + offset)).join(',')
    if (!response.write(first === 0 ? text : `,${text}`))
      await Promise.race([once(response, 'drain'), once(response, 'close')])
    if (response.destroyed) return
  }
  response.end(']}}')
}
