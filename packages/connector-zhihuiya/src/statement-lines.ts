import { type JsonValue, ordinal } from '@outlay/core'
import * as z from 'zod'
import { chargeLine } from './charge-line.js'
import { currencyOf } from './currency.js'
import { interfaceName } from './interface-name.js'
import { lineSchema } from './line.js'
import { statement } from './statement.js'

/** Usage by interface and day, or month from its first day: charged in money (`usage[]`) or counted against a package (`combo_usage[]`). */
export const statementLines = statement.stream(
  {
    name: 'statement_lines',
    title: 'Usage and money by interface and day',
    records: ({ data }) => [...(data?.usage ?? []), ...(data?.combo_usage ?? [])],
    stamp: (raw, { config, window }) => ({
      kind: isUsage(raw) ? 'usage' : 'combo_usage',
      date: window.date,
      name: interfaceName(vendorName(raw), config.locale) || null,
    }),
    record: (config) => lineSchema(currencyOf(config)),
  },
  {
    // A serial number is a code of the catalogue, which several interfaces may share.
    primaryKey: ['date', 'kind', 'serial_number', 'request_path', 'url', ordinal()],
    charge: (record, { config, window }) => chargeLine(record, config, { start: window.start, end: window.end }),
  },
)

/** Lines do not say which list they are of; only those of `usage[]` have any of these. */
function isUsage(raw: JsonValue): boolean {
  return (
    typeof raw === 'object' && raw !== null && ['used_money', 'serial_number', 'request_path'].some((n) => n in raw)
  )
}

const text = z.string().nullish().catch(null)
const names = z.object({ request_path_name: text, url_name: text }).catch({})

function vendorName(raw: JsonValue): string {
  const { request_path_name, url_name } = names.parse(raw)
  return request_path_name ?? url_name ?? ''
}
