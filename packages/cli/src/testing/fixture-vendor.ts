import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The vendor of the connector `fixture`, on this machine. */
export interface FixtureVendor {
  readonly origin: string
  /** Every request's path with its query, in order. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/** A reply of the vendor; a function holds it back until it resolves. */
export interface FixtureReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** JSON text: numbers go over the wire as they are written. */
  readonly body: string
}

/** Starts the vendor: `reply` answers for a date and path; `undefined` never answers. */
export async function fixtureVendor(
  reply: (date: string, path: string) => FixtureReply | undefined,
): Promise<FixtureVendor> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push(path)
    const date = new URL(path, 'http://127.0.0.1').searchParams.get('date') ?? ''
    const answer = reply(date, path)
    if (answer === undefined) return
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

/** A reply with one record whose numbers a float would damage. */
export function usageOf(date: string, changes = ''): FixtureReply {
  return {
    body: `{"rows":[{"id":9007199254740993,"note":"a, \\"b\\"","tasks":3,"cost":7.495948,"tags":{"day":"${date}","rate":0.10}${changes}}]}`,
  }
}
