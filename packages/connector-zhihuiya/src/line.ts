import { count, money } from '@outlay/core'
import * as z from 'zod'
import { interfaceName, splitCode } from './interface-name.js'

/** A line of `usage[]` or of `combo_usage[]`; the fields of the other list are null. Money is in `currency`. */
export function lineSchema(currency: string) {
  return fields(currency).superRefine((line, context) => {
    for (const name of NEEDED[line.kind]) {
      if (line[name] === null) context.addIssue({ code: 'custom', path: [name], message: 'is missing' })
    }
    if (skuOf(line) === '') context.addIssue({ code: 'custom', message: 'names no interface' })
  })
}

export type Line = z.output<ReturnType<typeof fields>>

/** The code of the catalogue, which lines of a package have in their name only; else the interface's path; `''` for neither. */
export function skuOf(line: Line): string {
  const code = line.kind === 'usage' ? line.serial_number : splitCode(interfaceName(line.url_name ?? '', 'us')).code
  return code || line.request_path || line.url || ''
}

/** Without these a line cannot be charged. */
const NEEDED = { usage: ['usage_times', 'fee_times', 'used_money'], combo_usage: ['used_num'] } as const

const text = () => z.string().nullable().default(null)
const number = () => count().nullable().default(null)

const fields = (currency: string) =>
  z.object({
    kind: z.enum(['usage', 'combo_usage']),
    date: z.iso.date(),
    name: text(),
    serial_number: text(),
    request_path: text(),
    request_path_name: text(),
    usage_times: number(),
    fee_times: number(),
    used_money: money(currency).nullable().default(null),
    url: text(),
    url_name: text(),
    used_num: number(),
    usage_num: number(),
  })
