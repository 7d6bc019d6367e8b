import { count, id, money, type Window } from '@outlay/core'
import * as z from 'zod'
import type { Config } from '../config.js'

/** The fields that a row of every report has. */
export const reportRow = {
  account_id: id(),
  date: z.iso.date(),
  /** `0` where the row stands for the account. */
  adgroup_id: id(),
  cost: money('CNY', { minorDigits: 2 }),
  view_count: count().nullable().default(null),
  valid_click_count: count().nullable().default(null),
}

/** What the request knows of a row: the report of an account is not asked for ids of ad groups. */
export function reportStamp(
  _raw: unknown,
  {
    config,
    partition,
  }: { readonly config: Config; readonly partition: { readonly accountId: string | null; readonly day: Window } },
) {
  return {
    account_id: partition.accountId,
    date: partition.day.date,
    ...(config.level === 'ADVERTISER' && { adgroup_id: '0' }),
  }
}
