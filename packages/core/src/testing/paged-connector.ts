import * as z from 'zod'
import type { OutlayError } from '../contract/errors.js'
import type { Paginator } from '../contract/paginator.js'
import type { Plugin } from '../contract/plugin.js'
import type { HttpRequest } from '../contract/request.js'
import { connector } from '../define/connector.js'
import type { Concurrency } from '../engine/concurrency.js'
import { id } from '../fields/id.js'
import { secret } from '../fields/secret.js'
import type { PaginatorKit } from '../pagination/paginator-kit.js'
import { createRuntime } from '../runtime/create-runtime.js'
import { testHost } from './host.js'
import type { ScriptedTransport } from './scripted-transport.js'

const row = z.looseObject({ id: id() })
const response = z.object({
  list: z.array(row),
  total: z.unknown().optional(),
  pages: z.unknown().optional(),
  next: z.union([z.string(), z.number()]).nullish(),
})

/** A reply of the invented vendor, validated. */
export type PagedBody = z.output<typeof response>

const config = z.strictObject({ key: secret().optional(), size: z.int().default(10) })

/** The config of the invented vendor, parsed. */
export type PagedConfig = z.output<typeof config>

/** A connector of one list, `rows`, paged as it is told; rows that are `hidden` are left out. For tests of walks. */
export function pagedConnector<Page>(
  paginate: (kit: PaginatorKit<PagedConfig, PagedBody>) => Paginator<PagedConfig, PagedBody, Page>,
  request: (page: Page) => HttpRequest,
): Plugin {
  const paged = connector({
    id: 'paged',
    title: 'Paged',
    docs: 'https://paged.example/docs',
    config,
    http: { baseUrl: () => 'https://api.paged.example/v1' },
    auth: (a) => a.query(({ config: { key }, random }) => ({ key, nonce: random.hex(4) })),
    billing: () => ({
      provider: 'Paged',
      service: 'Paged',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'documented',
    }),
  })
  const list = paged.endpoint({ name: 'list', response, paginate }, ({ page }) => request(page))
  const rows = list.stream(
    {
      name: 'rows',
      records: (body) => body.list.filter(({ hidden }) => hidden !== true),
      record: z.object({ id: id() }),
    },
    { primaryKey: ['id'] },
  )
  return paged.plugin({ streams: [rows], check: list })
}

/** What a reading of the whole list came to. */
export interface PagedReading {
  readonly ids: readonly string[]
  /** Figures that the vendor states and that differ from what arrived, in words. */
  readonly differences: readonly string[]
  readonly error: OutlayError | undefined
  readonly host: ReturnType<typeof testHost>
}

/** Reads the list of a connector that {@link pagedConnector} made. */
export async function readPaged(
  plugin: Plugin,
  transport: ScriptedTransport,
  { concurrency = {}, ...given }: Partial<z.input<typeof config>> & { readonly concurrency?: Concurrency } = {},
): Promise<PagedReading> {
  const host = testHost(transport)
  const runtime = createRuntime({ connectors: [plugin], container: host.container })
  const ids: string[] = []
  let error: OutlayError | undefined
  try {
    for await (const { id } of runtime.readById('paged', 'rows', { config: given, concurrency })) ids.push(String(id))
  } catch (thrown) {
    error = thrown as OutlayError
  }
  const differences = host.events.flatMap((event) => (event.type === 'difference' ? [event.detail] : []))
  return { ids, differences, error, host }
}
