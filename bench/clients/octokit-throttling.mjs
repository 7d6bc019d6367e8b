// Octokit as in octokit.mjs, with its plugins that retry and throttle, set up as their documentation shows.
import { Octokit } from '@octokit/core'
import { paginateRest } from '@octokit/plugin-paginate-rest'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { see, task } from './proof.mjs'

const { origin, pathname, search } = new URL(`${task.url}page=1`)
const octokit = new (Octokit.plugin(paginateRest, retry, throttling))({
  baseUrl: origin,
  throttle: { onRateLimit: () => true, onSecondaryRateLimit: () => true },
})
for await (const response of octokit.paginate.iterator(`GET ${pathname}${search}`)) {
  for (const record of response.data.data.list) see(record)
}
