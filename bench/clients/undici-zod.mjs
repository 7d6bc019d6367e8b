// Raw undici as in undici.mjs, and every reply through a zod schema.
import { Agent, request } from 'undici'
import * as z from 'zod'
import { see, task } from './proof.mjs'

const record = z.object({
  id: z.number(),
  account: z.string(),
  day: z.iso.date(),
  sku: z.string(),
  units: z.int(),
  cost: z.number(),
})
const reply = z.object({ code: z.literal(0), data: z.object({ list: z.array(record) }) })

const { url, pages, ahead } = task
const dispatcher = new Agent({ connections: ahead })
let next = 1

async function walk() {
  while (next <= pages) {
    const page = next++
    const { body } = await request(`${url}page=${page}`, { dispatcher })
    for (const row of reply.parse(JSON.parse(await body.text())).data.list) see(row)
  }
}

await Promise.all(Array.from({ length: ahead }, walk))
await dispatcher.close()
