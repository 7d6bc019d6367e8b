// The built-in fetch in a loop, as most scripts have it: one page after the other.
import { see, task } from './proof.mjs'

const { url } = task

for (let page = 1, pages = 1; page <= pages; page += 1) {
  const response = await fetch(`${url}page=${page}`)
  const { data } = await response.json()
  for (const record of data.list) see(record)
  pages = data.pages
}
