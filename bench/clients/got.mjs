// got with its own pagination, which follows the Link header. As shipped: it retries, and waits for Retry-After.
import got from 'got'
import { see, task } from './proof.mjs'

const records = got.paginate(`${task.url}page=1`, {
  responseType: 'json',
  pagination: { transform: (response) => response.body.data.list },
})
for await (const record of records) see(record)
