import type { Choices } from '../choices.js'

/** A connector's files as its author leaves them: with what an invented vendor documents, which has the names that were guessed. */
export function fillIn(
  files: ReadonlyMap<string, string>,
  choices: Choices,
  sample: string,
): ReadonlyMap<string, string> {
  return new Map(
    [...files].map(([path, text]) => {
      if (path === sample) return [path, documentedReply(choices)]
      const filled = /^src\/[^/]+\.ts$/.test(path) ? text.replace(/^ *\/\/ FILL IN: .*\n/gm, '') : text
      return [path, withRefusals(path, filled, choices)]
    }),
  )
}

/** What the invented vendor documents of its refusals: a 401 for whoever it does not know, an ended token among them. */
function withRefusals(path: string, text: string, { auth }: Choices): string {
  if (path === 'src/contract.test.ts') return text.replace(/^( *)samples: /m, `$1${REFUSALS}\n$&`)
  const hasTokens = auth === 'client-credentials' || auth === 'refresh-token'
  return path === 'src/connection.ts' && hasTokens ? text.replace(/^ *billing: /m, `  ${ENDED_TOKEN}\n$&`) : text
}

const REFUSALS = `errorSamples: { 'wrong key': { status: 401, body: '{"error":"unknown"}', category: 'auth' } },`
const ENDED_TOKEN = `errors: {
    kind: 'status',
    classify: ({ status, body }) => {
      if (status < 300 && body !== undefined) return 'ok'
      if (status !== 401) return undefined
      return { category: 'auth', retryable: false, stops: 'connection', code: 'HTTP 401', message: '', recover: true }
    },
  },`

/** What the invented vendor's page shows. */
function documentedReply({ paging, windows }: Choices): string {
  const usage = [
    { id: 'rec_8001', sku: 'requests', quantity: 120, cost: 1.25 },
    { id: 'rec_8002', sku: 'storage', quantity: 7, cost: 0.5 },
  ]
  const accounts = [
    { id: 'acc_71', name: 'Main account', balance: 12.5 },
    { id: 'acc_72', name: 'Second account', balance: 3.75 },
  ]
  return JSON.stringify({ data: windows === 'snapshot' ? accounts : usage, ...MEMBERS[paging] }, undefined, 2)
}

/** What the reply says of pages. */
const MEMBERS: Partial<Record<Choices['paging'], object>> = {
  'page-number': { total_pages: 1 },
  'page-index': { total_pages: 1 },
  'offset-limit': { total: 2 },
  cursor: { next_cursor: 'b3ZlcjI' },
  'next-url': { next: '/v1/usage?page=2' },
}
