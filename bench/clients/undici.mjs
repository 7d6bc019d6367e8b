// Raw undici, by hand: `ahead` pages at a time, an Agent of that size, JSON.parse, and nothing else.
import { Agent, request } from 'undici'
import { see, task } from './proof.mjs'

const { url, pages, ahead } = task
const dispatcher = new Agent({ connections: ahead, headersTimeout: 0, bodyTimeout: 0 })
let next = 1

async function walk() {
  while (next <= pages) {
    const page = next++
    const { body } = await request(`${url}page=${page}`, { dispatcher })
    for (const record of JSON.parse(await body.text()).data.list) see(record)
  }
}

await Promise.all(Array.from({ length: ahead }, walk))
await dispatcher.close()
