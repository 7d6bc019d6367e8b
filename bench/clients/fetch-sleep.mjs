// The built-in fetch in a loop, and what people write by hand when a vendor throttles: catch it, sleep, try again.
import { setTimeout as sleep } from 'node:timers/promises'
import { see, task } from './proof.mjs'

const { url } = task

for (let page = 1, pages = 1; page <= pages; ) {
  const response = await fetch(`${url}page=${page}`)
  const { code, data } = await response.json()
  if (response.status === 429 || code !== 0) {
    await sleep(1000)
    continue
  }
  for (const record of data.list) see(record)
  pages = data.pages
  page += 1
}
