import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reveal, Secret } from '@outlay/core'
import { afterAll, describe, it } from 'vitest'
import { FolderDestination } from '../../../../examples/custom-state-store/src/folder-destination.js'
import { JsonLinesStateStore } from '../../../../examples/custom-state-store/src/json-lines-state-store.js'
import { authKit } from '../../../core/src/auth/auth-kit.js'
import { paginatorKit } from '../../../core/src/pagination/paginator-kit.js'
import { memoryStateStore } from '../../../core/src/runtime/system-services.js'
import { MemoryLedger as CoreLedger } from '../../../core/src/testing/memory-ledger.js'
import { duckdbDestination } from '../../../destination-duckdb/src/index.js'
import { authenticatorContract } from './authenticator-contract.js'
import { destinationContract } from './destination-contract.js'
import { MemoryLedger } from './memory-ledger.js'
import { type PaginatorReply, paginatorContract } from './paginator-contract.js'
import { stateStoreContract } from './state-store-contract.js'

const folder = mkdtempSync(join(tmpdir(), 'outlay-testkit-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let made = 0
const fresh = (name: string): string => {
  made += 1
  return join(folder, `${name}-${made}`)
}

interface Body {
  readonly list: readonly number[]
  readonly total: number
  readonly next?: string | undefined
}
type Numbered = { readonly number: number; readonly size: number }
const size = 10
const kit = paginatorKit<object, Body>()
const from = (start: number, total: number): PaginatorReply<Body> => {
  const list = Array.from({ length: Math.max(0, Math.min(size, total - start)) }, (_, index) => start + index + 1)
  return { records: list.length, body: { list, total, next: start + size < total ? String(start + size) : undefined } }
}

describe('paginators of core', () => {
  const shared = { describe, it, config: {} }
  const numbered = { ...shared, vendor: ({ number }: Numbered, total: number) => from((number - 1) * size, total) }
  paginatorContract(kit.pageNumber({ size, totalRecords: (b) => b.total }), numbered)
  paginatorContract(kit.pageNumber({ size }), numbered)
  paginatorContract(kit.offsetLimit({ size, totalRecords: (b) => b.total }), {
    ...shared,
    vendor: ({ offset }, total) => from(offset, total),
  })
  paginatorContract(kit.cursor({ next: (b) => b.next }), {
    ...shared,
    vendor: ({ cursor }, total) => from(Number(cursor ?? 0), total),
  })
  paginatorContract(
    kit.keyset((b) => b.list, { after: (last) => last, size }),
    { ...shared, vendor: ({ after }, total) => from(after ?? 0, total) },
  )
})

describe('authenticators of core', () => {
  const secrets = ['canary-0123456789']
  const [config, otherConfig] = [{ key: new Secret('canary-0123456789') }, { key: new Secret('another-9876543210') }]
  const shared = { describe, it, config, otherConfig, secrets }
  const a = authKit<typeof config>()
  authenticatorContract(
    a.bearer((c) => c.key),
    shared,
  )
  authenticatorContract(
    a.query(({ config, clock, random }) => ({ key: config.key, at: clock.unixSeconds(), nonce: random.hex(8) })),
    shared,
  )
  authenticatorContract(
    a.body(({ config }) => ({ key: config.key })),
    shared,
  )
  authenticatorContract(
    a.basic((c) => ['user', c.key]),
    shared,
  )
  authenticatorContract(
    a.oauth2ClientCredentials({
      tokenRequest: (c) => ({ path: '/token', json: { key: c.key } }),
      readToken: (body) => ({ accessToken: String(body), expiresInSeconds: 600 }),
    }),
    { ...shared, call: ({ json }) => `minted for ${reveal((json as typeof config).key)}` },
  )
})

describe('destinations', () => {
  destinationContract(() => new CoreLedger(), { describe, it, reopen: (ledger) => ledger.copy() })
  destinationContract(() => new MemoryLedger(), {
    describe,
    it,
    rows: async (ledger, connection) =>
      ledger
        .rows(connection)
        .map(({ stream, key, charge }) => ({ stream: stream.name, key, billed: charge?.billed?.amount ?? null })),
  })
  const paths = new WeakMap<object, string>()
  const duckdb = (path: string) => {
    const destination = duckdbDestination({ path })
    paths.set(destination, path)
    return destination
  }
  destinationContract(() => duckdb(`${fresh('ledger')}.duckdb`), {
    describe,
    it,
    reopen: (before) => duckdb(paths.get(before) ?? ''),
  })
  destinationContract(() => new FolderDestination(fresh('folder')), { describe, it })
})

describe('state stores', () => {
  stateStoreContract(memoryStateStore, { describe, it, title: 'the store of core' })
  const paths = new WeakMap<object, string>()
  const jsonLines = (path: string): JsonLinesStateStore => {
    const store = new JsonLinesStateStore(path)
    paths.set(store, path)
    return store
  }
  stateStoreContract(() => jsonLines(fresh('state')), {
    describe,
    it,
    title: 'the store of the example',
    reopen: (before) => jsonLines(paths.get(before) ?? ''),
  })
})
