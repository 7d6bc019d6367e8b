// Octokit with its own pagination, which follows the Link header; page by page, its leanest form.
import { Octokit } from '@octokit/core'
import { paginateRest } from '@octokit/plugin-paginate-rest'
import { see, task } from './proof.mjs'

const { origin, pathname, search } = new URL(`${task.url}page=1`)
const octokit = new (Octokit.plugin(paginateRest))({ baseUrl: origin })
for await (const response of octokit.paginate.iterator(`GET ${pathname}${search}`)) {
  for (const record of response.data.data.list) see(record)
}
