// Octokit with its own pagination, which follows the Link header; page by page, its leanest form.
import { Octokit } from '@octokit/core'
import { paginateRest } from '@octokit/plugin-paginate-rest'
import { see, task } from './proof.mjs'

const { origin, pathname } = new URL(task.url)
const octokit = new (Octokit.plugin(paginateRest))({ baseUrl: origin })
for await (const response of octokit.paginate.iterator(`GET ${pathname}?page=1`)) {
  for (const record of response.data.data.list) see(record)
}
